import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (name: string, ...addresses: string[]) => ({
  name,
  conditions: [],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses,
})

testPattern(pattern, {
  finds: [
    {
      name: 'two nodes of which weave makes one name',
      evidence: [
        log(
          '->[10.9.0.12:6783]: connection shutting down due to error: local and remote peer names collision',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: "a Service that has a node's address, which kube-proxy takes for this node's own",
      evidence: [
        log(
          'inet 10.7.0.20/32 scope global kube-ipvs0\ndial tcp 10.7.0.20:6443: connect: no route to host',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a note of two nodes',
      evidence: [log('both nodes show INTERNAL-IP 10.7.0.20')],
      confidence: 'suspected',
    },
    {
      name: "a note of a network that has the pods' range",
      evidence: [log('the home network is 10.42.0.0/24')],
      confidence: 'suspected',
    },
    {
      name: "a note of where a service's address leads",
      evidence: [log('ip route get 10.43.0.10 → via 10.9.0.1 dev wg1')],
      confidence: 'confirmed',
    },
    {
      name: 'a person whose card came up without an address',
      evidence: [
        log(
          'Since the reboot enp2s0 came up without an IPv4 address, so the nodes no longer reach each other.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'arp-scan, which hears two',
      evidence: [
        log(
          '10.7.0.20\tdc:a6:32:00:00:01\tRaspberry Pi Trading Ltd\n10.7.0.20\td8:3a:dd:00:00:02\tRaspberry Pi Trading Ltd (DUP: 2)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'Docker, which finds all its ranges routed elsewhere',
      evidence: [
        log(
          'Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a card that lost its address',
      evidence: [log('enp2s0 has no IPv4 address')],
      confidence: 'suspected',
    },
    {
      name: 'dhcpcd, which gave its address up',
      evidence: [log('dhcpcd[412]: eth0: 10 second defence failed for 192.168.1.20')],
      confidence: 'confirmed',
    },
    {
      name: 'the way to a service that leads into a tunnel',
      evidence: [log('10.43.0.1 via 10.8.0.1 dev tun0 src 10.8.0.6 uid 0')],
      confidence: 'confirmed',
    },
    {
      name: 'calico finds the address of its node taken',
      evidence: [
        log("startup.go 757: Calico node 'den-2' is already using the IPv4 address 192.168.7.21."),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a member that joins at the address of another one',
      evidence: [
        log(
          'level=info msg="Adding member b-77aa=https://10.0.2.15:2380 to etcd cluster [a-11ff=https://10.0.2.15:2380]"',
        ),
      ],
    },
    {
      name: 'a node address that no interface has, by the policy controller',
      evidence: [
        log(
          'level=fatal msg="Failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"',
        ),
      ],
    },
    {
      name: 'a kubelet that is called at an address it had before',
      evidence: [
        log(
          'Error from server: Get "https://10.7.0.20:10250/containerLogs/default/web-0/web": tls: failed to verify certificate: x509: certificate is valid for 127.0.0.1, 10.7.0.31, not 10.7.0.20',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a name server of the network in the range of the pods',
      evidence: [
        log('plugin/errors: 2 example.net. A: read udp 10.42.1.7:40871->10.42.0.2:53: i/o timeout'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'two cards that answer',
      evidence: [
        log(
          'Unicast reply from 10.7.0.20 [2C:CF:67:00:00:01]  0.6ms\nUnicast reply from 10.7.0.20 [D8:3A:DD:00:00:02]  0.9ms',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the short form',
      evidence: [
        log('wlan0            UP             10.7.0.20/24 metric 600 10.7.0.131/24 fe80::1/64'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'wire and air in one network',
      evidence: [
        log(
          '10.7.0.0/24 dev eth0 proto kernel scope link src 10.7.0.20 metric 100\n10.7.0.0/24 dev wlan0 proto dhcp scope link src 10.7.0.131 metric 600',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a fixed address and one by DHCP',
      evidence: [log(read('ip-address.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'an address that the node no longer has',
      evidence: [log(read('kubelet-v1.30.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a tunnel that took the range of the pods',
      evidence: [log(read('vpn.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a server that etcd knows under another address',
      evidence: [
        log(
          'msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [fell1-5a=https://10.7.0.20:2380 moor-9c=https://10.7.0.21:2380], expect: moor-9c=https://10.7.0.131:2380"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a server that etcd knows by its other family of addresses',
      evidence: [
        log(
          'msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [fell1-5a=https://[fd00:7::20]:2380 moor-9c=https://10.7.0.21:2380], expect: moor-9c=https://[fd00:7::21]:2380"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the words of K3s 1.19, and of 1.22 without a scheme',
      evidence: [
        log(
          'This server is a not a member of the etcd cluster found [moor-9c=https://10.7.0.21:2380] and expecting to contain moor-9c=10.7.0.131',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an etcd that is to listen at an address of before',
      evidence: [log(read('etcd-v3.5.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'dhcpcd on the interface of the overlay',
      evidence: [log(read('dhcpcd-flannel.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'dhcpcd, which sends everything to a pod',
      evidence: [log('dhcpcd[510]: veth5d01aa7: adding default route')],
      confidence: 'confirmed',
    },
    {
      name: 'systemd-networkd before 248',
      evidence: [
        log('systemd-networkd[311]: eth0: DAD conflict. Dropping DHCPv4 address 10.7.0.20'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'systemd-networkd, which gives the address up',
      evidence: [
        log(
          'systemd-networkd[311]: eth0: Dropping address 10.7.0.20, as an address conflict was detected.',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'NetworkManager, which does not take it',
      evidence: [
        log(
          'NetworkManager[480]: <warn>  device (eth0): IP address 10.7.0.20 cannot be configured because it is already in use in the network by host D8:3A:DD:00:00:02',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'somebody else answers',
      evidence: [log('dhcpcd[400]: eth0: hardware address 2c:cf:67 claims 10.7.0.20')],
      confidence: 'confirmed',
    },
    {
      name: 'two nodes with one address',
      evidence: [facts(nodes, [node('pi01', '10.7.0.15'), node('pi02', '10.7.0.15')])],
      confidence: 'confirmed',
    },
    {
      name: "a pod's address that somebody has already",
      evidence: [
        log(
          'failed to setup network for sandbox "2f": plugin type="bridge" failed (add): link eth0 has address fd42:0:0:1::8 in DADFAILED state',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'what kube-proxy holds of Services, and a server of another address that does not answer',
      evidence: [
        log(
          'inet 10.7.0.80/32 scope global kube-ipvs0\ndial tcp 10.7.0.20:6443: connect: no route to host',
        ),
      ],
    },
    {
      name: 'a guess of that',
      evidence: [log('maybe the home network is 10.42.0.0/24')],
    },
    {
      name: 'a note of nodes with addresses of their own',
      evidence: [log('both nodes show INTERNAL-IP addresses of the LAN, which is 10.7.0.0/24')],
    },
    {
      name: 'a server that joins anew under another name',
      rival: 'etcd-quorum-or-member',
      evidence: [
        log(
          'level=info msg="Adding member moor-5a5a=https://192.168.4.23:2380 to etcd cluster [moorold-77=https://192.168.4.23:2380]"',
        ),
      ],
    },
    {
      name: 'a person whose lookups all end at one address',
      rival: 'cluster-dns-failing',
      evidence: [log('DNS lookups will always bring up the same IP address.')],
    },
    {
      name: 'a bridge of Docker, which calico took on two nodes',
      rival: 'cni-wrong-interface',
      evidence: [
        log("startup.go 757: Calico node 'den-2' is already using the IPv4 address 172.18.0.1."),
      ],
    },
    {
      name: 'registers of a PCI device',
      evidence: [
        log(
          "pci 0000:00:02.0: BAR 0: can't claim; address conflict with PCI Bus 0000:00\nWarning: duplicate address 10.0.0.5 in arp_ip_target, skipping",
        ),
      ],
    },
    {
      name: 'a member that joins at an address of its own',
      evidence: [
        log(
          'level=info msg="Adding member b-77aa=https://10.0.2.1:2380 to etcd cluster [a-11ff=https://10.0.2.15:2380]"',
        ),
      ],
    },
    {
      name: 'a pod whose link-local address came back from the bridge',
      evidence: [
        log(
          'kernel: cni0: port 29(veth47620c56) entered forwarding state\nkernel: IPv6: eth0: IPv6 duplicate address fe80::c2d:a4ff:fe62:f965 detected!',
        ),
      ],
    },
    {
      name: 'a server that is called by a name it has no certificate for',
      rival: 'cert-not-trusted',
      evidence: [
        log(
          'Get "https://10.7.0.2:6443/cacerts": x509: certificate is valid for 10.43.0.1, 127.0.0.1, 10.7.0.11, not 10.7.0.2',
        ),
      ],
    },
    {
      name: 'a kubelet whose certificate names no address of the node',
      evidence: [
        log(
          'Get "https://10.7.0.20:10250/containerLogs/a/b/c": x509: certificate is valid for 127.0.0.1, not 10.7.0.20',
        ),
      ],
    },
    {
      name: 'the name server of the cluster, and one elsewhere, which do not answer',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          'lookup web on 10.43.0.10:53: read udp 10.42.1.7:40871->10.43.0.10:53: i/o timeout\nlookup web on 10.7.0.2:53: read udp 10.42.1.7:53122->10.7.0.2:53: i/o timeout',
        ),
      ],
    },
    {
      name: 'one card that answers twice',
      evidence: [
        log(
          'Unicast reply from 10.7.0.20 [2C:CF:67:00:00:01]  0.6ms\nUnicast reply from 10.7.0.20 [2C:CF:67:00:00:01]  0.9ms',
        ),
      ],
    },
    {
      name: 'one address for each network',
      evidence: [
        log(
          'eth0  UP  10.7.0.20/24 fe80::1/64\ncni0  UP  10.42.0.1/24 10.42.0.7/24\n10.7.0.0/24 dev eth0 proto kernel scope link src 10.7.0.20\n10.42.0.0/24 dev cni0 proto kernel scope link src 10.42.0.1',
        ),
      ],
    },
    {
      name: 'two addresses in two networks',
      evidence: [
        log(
          '    inet 10.7.0.20/24 scope global eth0\n    inet 192.168.9.4/24 scope global dynamic eth0',
        ),
      ],
    },
    {
      name: 'two fixed addresses, one of them floating',
      evidence: [
        log(
          '    inet 10.7.0.20/24 scope global eth0\n    inet 10.7.0.99/24 scope global secondary eth0',
        ),
      ],
    },
    {
      name: 'the routes of flannel',
      evidence: [log('10.42.1.0/24 via 10.42.1.0 dev flannel.1 onlink\n10.42.0.0/24 dev cni0')],
    },
    {
      name: 'nodes with addresses of their own, one of two families',
      evidence: [
        facts(nodes, [node('pi01', '10.7.0.15', 'fd00::15', 'pi01'), node('pi02', '10.7.0.16')]),
      ],
    },
    {
      name: 'a server that is not in the list of etcd at all',
      rival: 'etcd-quorum-or-member',
      evidence: [
        log(
          'this server is a not a member of the etcd cluster. Found [fell1-5a=https://10.7.0.20:2380 moor-77=https://10.7.0.21:2380], expect: moor-9c=https://10.7.0.21:2380',
        ),
      ],
    },
    {
      name: 'a member of etcd at the same address, whose list says so',
      rival: 'etcd-quorum-or-member',
      evidence: [
        log(
          'this server is a not a member of the etcd cluster. Found [moor-9c=https://[fd00:7::21]:2380], expect: moor-9c=https://[fd00:7::21]:2380',
        ),
        log('found [moor-9c=https://10.7.0.2:2380] and expecting to contain moor-9c=10.7.0.2'),
      ],
    },
    {
      name: 'what dhcpcd does with pods and cards by itself',
      evidence: [
        log(
          'dhcpcd[510]: veth5d01aa7: soliciting a DHCP lease\ndhcpcd[510]: veth5d01aa7: using IPv4LL address 169.254.9.4\ndhcpcd[510]: veth5d01aa7: adding route to 169.254.0.0/16\ndhcpcd[510]: eth0: leased 10.7.0.20 for 86400 seconds\ndhcpcd[510]: eth0: adding default route via 10.7.0.1',
        ),
      ],
    },
    {
      name: 'IPv6 that is off: its loopback has no address, and no node has moved',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'listen tcp [::1]:10248: bind: cannot assign requested address\nlisten tcp 127.0.0.1:2379: bind: cannot assign requested address',
        ),
      ],
    },
    {
      name: 'a port that is taken',
      rival: 'host-port-conflict',
      evidence: [log('listen tcp 0.0.0.0:6443: bind: address already in use')],
    },
    {
      name: 'an overlay on the wrong card',
      rival: 'cni-wrong-interface',
      evidence: [log('  InternalIP:  169.254.61.7')],
    },
    {
      name: 'a link-local address that the bridge echoes',
      evidence: [
        log('plugin type="bridge" failed (add): link eth0 has address fe80::1 in DADFAILED state', {
          origin: 'events',
        }),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a ping that is answered twice',
      evidence: [log('64 bytes from 10.7.0.20: icmp_seq=2 ttl=64 time=0.61 ms (DUP!)')],
    },
    {
      name: "pods' ranges behind Tailscale",
      evidence: [log('10.42.1.0/24 dev tailscale0 \n10.42.2.0/24 dev tailscale0 ')],
    },
    {
      name: 'packets that a bridge seems to have sent itself',
      evidence: [
        log(
          'kernel: cni0: received packet on veth7a01 with own address as source address (addr:9a:11:02:33:44:55, vlan:0)',
        ),
      ],
    },
    {
      name: 'packets from nowhere',
      evidence: [log('kernel: IPv4: martian source 10.42.1.7 from 10.42.0.3, on dev eth0')],
    },
    {
      name: 'a node out of reach',
      silent: true,
      evidence: [log('ssh: connect to host: No route to host')],
    },
  ],
})
