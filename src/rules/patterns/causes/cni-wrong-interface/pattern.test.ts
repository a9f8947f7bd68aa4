import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (addresses: string[], annotations: Record<string, string> = {}) =>
  facts(nodes, [
    {
      name: 'pi02',
      conditions: [],
      unschedulable: false,
      taints: [],
      roles: [],
      addresses,
      annotations,
    },
  ])
const flannel = (address: string) => ({ 'flannel.alpha.coreos.com/public-ip': address })

const twoNetworks =
  'NAME    STATUS  ROLES           AGE  VERSION       INTERNAL-IP    EXTERNAL-IP\nnode1   Ready   control-plane   10d  v1.32.3+k3s1  192.168.1.20   <none>\nnode2   Ready   <none>          10d  v1.32.3+k3s1  100.77.1.9     <none>'

testPattern(pattern, {
  finds: [
    {
      name: 'one node that announces its address in a tunnel, and pods that reach no DNS',
      evidence: [log(`${twoNetworks}\n;; connection timed out; no servers could be reached`)],
      confidence: 'suspected',
    },
    {
      name: 'calico, which finds no address to take',
      evidence: [
        log("startup.go 505: Couldn't autodetect an IPv4 address. If auto-detecting, choose"),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note of what was taken',
      evidence: [log('flannel took wg0 instead of enp1s0')],
      confidence: 'suspected',
    },
    {
      name: 'a note of the annotation',
      evidence: [log('public-ip annotation 10.0.2.15 on each node')],
      confidence: 'suspected',
    },
    {
      name: 'Cilium that finds no card to send by',
      evidence: [
        log(
          'level=fatal msg="unable to run agent: failed to start: daemon creation failed: unable to determine direct routing device. Use --direct-routing-device to specify it" subsys=daemon',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a node without a default route',
      evidence: [
        log(
          'level=fatal msg="no default routes found in \\"/proc/net/route\\" or \\"/proc/net/ipv6_route\\""',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'BIRD that speaks from an address which is not here',
      evidence: [log('bird: Mesh_10_9_8_7: Socket error: bind: Cannot assign requested address')],
      confidence: 'suspected',
    },
    {
      name: 'calico that calls the bridge of Docker',
      evidence: [
        log(
          'calico/node is not ready: BIRD is not ready: BGP not established with 192.168.1.12,172.18.0.1',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'rows of one node that differ',
      evidence: [
        log(
          '                    flannel.alpha.coreos.com/public-ip: 192.168.9.4\n  InternalIP:  10.0.0.12',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a tunnel that has no address yet',
      evidence: [
        log(
          'level=error msg="flannel exited: failed to find IPv4 address for interface tailscale0"',
          { origin: 'k3s' },
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'k3s[812]: time="2026-03-02T07:11:09Z" level=fatal msg="interface den0 does not have a correct global unicast ip: can\'t find ip for interface den0"',
      'WARN[0000] unable to get global unicast ip from interface name: route ip+net: no such network interface',
      "[WARNING][9] startup.go 757: Calico node 'den-2' is already using the IPv4 address 172.19.0.1.",
    ].map((text) => ({
      name: `an interface that cannot serve, or a bridge: ${text.slice(-30)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'an interface that is not there',
      evidence: [
        log('level=fatal msg="flannel-iface eth1: route ip+net: no such network interface"', {
          origin: 'k3s',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'calico on a bridge',
      evidence: [log('Using autodetected IPv4 address on interface docker0: 172.17.0.1/16')],
      confidence: 'suspected',
    },
    {
      name: 'a link-local address',
      evidence: [log(read('describe-v1.30.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'flannel without an interface',
      evidence: [log(read('flannel-0.24.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a bridge as the address of a node',
      evidence: [log('  InternalIP:  172.17.0.1')],
      confidence: 'confirmed',
    },
    {
      name: "VirtualBox's NAT, in the words of flannel, of K3s and of calico",
      evidence: [log('Using interface with name enp0s3 and address 10.0.2.15')],
      confidence: 'suspected',
    },
    {
      name: 'the same said by K3s',
      evidence: [log('The interface enp0s3 with ipv4 address 10.0.2.15 will be used by flannel')],
      confidence: 'suspected',
    },
    {
      name: 'two nodes behind that NAT',
      evidence: [
        facts(
          nodes,
          ['moor', 'fell'].map((name) => ({
            name,
            conditions: [],
            unschedulable: false,
            taints: [],
            roles: [],
            addresses: ['10.0.2.15'],
          })),
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'pods of the host network of both',
      evidence: [
        log(
          'kube-flannel-ds-abcde   1/1   Running   0   1d   10.0.2.15   moor\nkube-flannel-ds-zyxwv   1/1   Running   0   1d   10.0.2.15   fell',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'flannel on another network card',
      evidence: [node(['10.0.0.12'], flannel('192.168.7.2'))],
      confidence: 'suspected',
      subject: 'node/pi02',
    },
    {
      name: 'a node that announces a link-local address',
      evidence: [node(['169.254.8.8'])],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    { name: 'two networks, and nothing that fails', evidence: [log(twoNetworks)] },
    {
      name: 'all of them in the tunnel',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          `${twoNetworks.replace('192.168.1.20', '100.70.0.2')}\n;; connection timed out; no servers could be reached`,
        ),
      ],
    },
    {
      name: 'a peer that does not answer at its own address',
      rival: 'traffic-blocked',
      evidence: [
        log('calico/node is not ready: BIRD is not ready: BGP not established with 192.168.1.12'),
      ],
    },
    {
      name: 'rows of one node that agree',
      evidence: [
        log(
          '                    flannel.alpha.coreos.com/public-ip: 10.0.0.12\n  InternalIP:  10.0.0.12',
        ),
      ],
    },
    {
      name: 'an address that somebody wished for',
      evidence: [
        log(
          'flannel.alpha.coreos.com/public-ip: 203.0.113.9\nflannel.alpha.coreos.com/public-ip-overwrite: 203.0.113.9\n  InternalIP:  10.0.0.12',
        ),
      ],
    },
    {
      name: 'rows of two nodes, which nobody can pair',
      evidence: [
        log(
          'flannel.alpha.coreos.com/public-ip: 10.0.0.12\nflannel.alpha.coreos.com/public-ip: 10.0.0.13\n  InternalIP:  10.0.0.13',
        ),
      ],
    },
    {
      // dhcpcd on a healthy Pi 3 whose DHCP server answers late: github.com/IITPHaechi/raspberrypi.
      name: 'a route of zeroconf until DHCP answers',
      evidence: [
        log(
          'dhcpcd[383]: eth0: using IPv4LL address 169.254.31.21\ndhcpcd[383]: eth0: adding route to 169.254.0.0/16\ndhcpcd[383]: eth0: leased 192.168.128.27 for 71405 seconds\ndhcpcd[383]: eth0: deleting route to 169.254.0.0/16',
        ),
      ],
    },
    {
      name: 'a second interface of a pod',
      evidence: [
        log('level=error msg="multus: macvlan on eth9: route ip+net: no such network interface"'),
      ],
    },
    {
      name: 'calico finds an address of the network of the nodes taken',
      rival: 'host-address-or-route-conflict',
      evidence: [
        log("startup.go 757: Calico node 'den-2' is already using the IPv4 address 192.168.7.21."),
      ],
    },
    {
      name: 'one VirtualBox machine alone',
      evidence: [
        node(['10.0.2.15']),
        log('kube-flannel-ds-abcde   1/1   Running   0   1d   10.0.2.15   moor'),
      ],
    },
    {
      name: 'flannel on a card',
      evidence: [log('Using interface with name eth0 and address 10.0.0.12')],
    },
    {
      name: 'one address for both',
      evidence: [node(['10.0.0.12', 'fd00::12'], flannel('10.0.0.12'))],
    },
    {
      name: 'an address that was set on purpose',
      evidence: [
        node(['10.0.0.12'], {
          ...flannel('203.0.113.9'),
          'flannel.alpha.coreos.com/public-ip-overwrite': '203.0.113.9',
        }),
      ],
    },
    {
      name: 'a cache for names on a link-local address',
      evidence: [log('Current DNS Server: 169.254.25.10\nnameserver 169.254.20.10')],
    },
    {
      name: 'two nodes with one address',
      rival: 'host-address-or-route-conflict',
      evidence: [log('Both nodes report the InternalIP 10.0.0.15')],
    },
  ],
  cannotTell: [
    {
      name: 'a timeout between pods',
      silent: true,
      evidence: [log('dial tcp 10.42.3.3:80: i/o timeout')],
    },
  ],
})
