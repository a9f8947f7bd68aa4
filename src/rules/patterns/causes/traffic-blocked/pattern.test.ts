import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: "a node that answers at one port and not at the kubelet's",
      evidence: [
        log(
          'nc: connect to 10.7.0.12 port 10250 (tcp) timed out: Operation now in progress\nConnection to 10.7.0.12 22 port [tcp/ssh] succeeded!',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a note of packets that leave and never come',
      evidence: [log('VXLAN (udp 8472) goes out on moor, nothing arrives on den')],
      confidence: 'suspected',
    },
    {
      name: 'a node that lets nothing in, and its API, which pods do not reach',
      evidence: [
        log('Chain INPUT (policy DROP 12 packets, 900 bytes)\ndial tcp 10.43.0.1:443: i/o timeout'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'nmap, which hears nothing',
      evidence: [log('6443/tcp  filtered sun-sr-https\n10250/tcp filtered unknown')],
      confidence: 'suspected',
    },
    {
      name: 'packets that nobody got, and a policy for all',
      evidence: [
        log('10.42.2.9:8404  20 sent, 0 received\ndefault-deny   all pods, Ingress + Egress'),
      ],
      confidence: 'suspected',
    },
    {
      name: "the kubelet's rule without its mark",
      evidence: [
        log(
          '-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -j DROP',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the same as a table',
      evidence: [
        log(
          'DROP       all  --  anywhere             anywhere             /* kubernetes firewall for dropping marked packets */',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'ufw that forwards nothing',
      evidence: [
        log(
          'Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), deny (routed)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'firewalld at work, and a pod that nobody answers for',
      evidence: [
        log(
          "# firewall-cmd --reload\nsuccess\nfirewall-cmd --permanent --zone=public --add-port=80/tcp\nwget: can't connect to remote host (10.42.3.17): Host is unreachable",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'ports that RKE itself did not get through to',
      evidence: [
        log(
          'Host [192.0.2.7] is not able to connect to the following ports: [192.0.2.8:2379]. Please check network policies and firewall rules',
        ),
      ],
    },
    {
      name: 'a rule of its own, with a prefix of its own',
      evidence: [
        log(
          'nft-drop-fwd: IN=enp1s0 OUT=cni0 MAC= SRC=10.42.3.7 DST=10.42.0.9 LEN=60 PROTO=TCP DPT=8080',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a policy of Cilium',
      evidence: [
        log('xx drop (Policy denied) flow 0x0 to endpoint 441, ifindex 12, identity 9->31'),
      ],
      confidence: 'confirmed',
    },
    {
      name: "somebody's table about what such a policy drops",
      evidence: [log('lark/lark-7 → shop/shop-9:3306 DROPPED (Policy denied)')],
      confidence: 'confirmed',
    },
    {
      name: 'a policy that denies all, and a request without an answer',
      evidence: [
        log(
          'curl: (28) Connection timed out after 3001 milliseconds\nNAME                   POD-SELECTOR   AGE\ndefault-deny-ingress   <none>         3d',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'ufw, which says what it drops',
      evidence: [log(read('ufw.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'ufw, which names the bridge of the pods and nothing else',
      evidence: [
        log(
          'kernel: [UFW BLOCK] IN=cni0 OUT=flannel.1 PHYSIN=veth3c9\nkernel: [UFW BLOCK] IN=cni0 OUT= PHYSIN=veth3c9',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'firewalld, between its zones',
      evidence: [
        log('kernel: filter_FWD_public_REJECT: IN=cni0 OUT=eth0 SRC=10.42.0.7 DST=10.7.0.20'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a firewall that answers for the service',
      evidence: [log(read('firewalld.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'one namespace refused, another one served',
      evidence: [log(read('two-namespaces.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'metrics that Longhorn 1.12 closes',
      evidence: [log('Get "http://10.42.3.7:9500/metrics": context deadline exceeded')],
      confidence: 'suspected',
    },
    {
      name: 'a policy beside a service that does not answer',
      evidence: [log('kind: NetworkPolicy\ndial tcp 10.43.0.1:443: i/o timeout')],
      confidence: 'suspected',
    },
    {
      name: 'a firewall that refuses what a pod sends to the internet',
      evidence: [
        log(
          'lookup example.net on 9.9.9.9:53: read udp 10.42.1.7:40871->9.9.9.9:53: read: no route to host',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a pod out of reach beside an active ufw',
      evidence: [log('Status: active\ndial tcp 10.42.3.7:8443: connect: no route to host')],
      confidence: 'suspected',
    },
    {
      name: 'ufw that is on and was told nothing of the cluster',
      evidence: [
        log(
          'Status: active\n\nTo                         Action      From\n--                         ------      ----\n22/tcp                     ALLOW       Anywhere\n80,443/tcp                 ALLOW       Anywhere\n22/tcp (v6)                ALLOW       Anywhere (v6)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'two tables, one of which drops',
      evidence: [
        log(
          '$ iptables -t filter -L FORWARD\nChain FORWARD (policy DROP)\n$ iptables-legacy -t filter -L FORWARD\nChain FORWARD (policy ACCEPT)',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a question after such packets',
      evidence: [log('VXLAN (udp 8472) goes out on moor, nothing arrives on den?')],
    },
    {
      name: 'a node that refuses one port, where nobody listens',
      evidence: [
        log(
          'nc: connect to 10.7.0.12 port 10250 (tcp) failed: Connection refused\nConnection to 10.7.0.12 22 port [tcp/ssh] succeeded!',
        ),
      ],
    },
    {
      name: 'a node that is not there at all',
      evidence: [
        log(
          'nc: connect to 10.7.0.12 port 10250 (tcp) timed out: Operation now in progress\nConnection to 10.7.0.13 22 port [tcp/ssh] succeeded!',
        ),
      ],
    },
    {
      name: 'other ports that nmap finds filtered',
      evidence: [log('25/tcp   filtered smtp\n22/tcp   open     ssh')],
    },
    {
      name: "the kubelet's rule as it makes it",
      evidence: [
        log(
          '-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP\nDROP       all  --  0.0.0.0/0            0.0.0.0/0            /* kubernetes firewall for dropping marked packets */ mark match 0x8000/0x8000\nDROP       all  --  anywhere             anywhere             mark match 0x8000/0x8000 /* kubernetes firewall for dropping marked packets */',
        ),
      ],
    },
    {
      name: 'ufw as it comes',
      evidence: [
        log('Status: active\nDefault: deny (incoming), allow (outgoing), disabled (routed)'),
      ],
    },
    {
      name: 'ufw that lets the nodes in, or the ports of the cluster, or all',
      evidence: [
        log(
          'Status: active\n22/tcp                     ALLOW       Anywhere\nAnywhere                   ALLOW       10.7.0.0/24',
        ),
        log('Status: active\n6443/tcp                   ALLOW IN    10.7.0.0/24'),
      ],
    },
    {
      name: 'ufw that refuses only what it names',
      evidence: [
        log(
          'Status: active\nDefault: allow (incoming), allow (outgoing), deny (routed)\n25/tcp                     DENY IN     Anywhere',
        ),
      ],
    },
    {
      name: 'ufw that is off',
      evidence: [log('Status: inactive\n22/tcp                     ALLOW       Anywhere')],
    },
    {
      name: 'a firewall at work, and all is reached',
      evidence: [
        log(
          'Status: active\nfirewalld.service loaded active running firewalld - dynamic firewall daemon',
        ),
      ],
    },
    {
      name: 'a socket of the file system that a program may not open',
      evidence: [
        log(
          'dnssd_clientstub ConnectToServer: connect() failed path:/run/mdns Operation not permitted',
        ),
        log('dial unix /run/podman/podman.sock: connect: operation not permitted'),
      ],
    },
    {
      name: 'a server that is not there',
      rival: 'server-unreachable-from-agent',
      evidence: [log('dial tcp 10.0.0.11:6443: connect: no route to host')],
    },
    {
      name: 'a name server of the own network that is not there',
      rival: 'cluster-dns-failing',
      evidence: [log('read udp 10.42.1.7:40871->192.168.9.2:53: read: no route to host')],
    },
    {
      name: 'two different addresses',
      evidence: [
        log(
          'nc: connect to 10.43.7.7 port 80 (tcp) failed: Connection refused\nConnection to 10.43.0.10 53 port [tcp/domain] succeeded!',
        ),
      ],
    },
    {
      name: 'a service that ufw blocks on purpose',
      evidence: [log('[UFW BLOCK] IN=eth0 SRC=203.0.113.9 DST=10.0.0.11 PROTO=TCP DPT=22')],
    },
    {
      name: 'iscsid at an old address',
      rival: 'benign-storage-noise',
      evidence: [log('iscsid[9]: connect to 10.42.7.19:3260 failed (No route to host)')],
    },
    {
      name: 'a probe that is refused',
      rival: 'app-fault',
      evidence: [log('Startup probe failed: dial tcp 10.42.0.2:80: connect: connection refused')],
    },
    {
      name: 'transfers that die late',
      rival: 'overlay-mtu-or-offload',
      evidence: [log('curl: (35) OpenSSL SSL_connect: Connection reset by peer')],
    },
  ],
  cannotTell: [
    ...['- Added a default-deny NetworkPolicy to apps', '* feat(netpol): default-deny'].map(
      (change) => ({
        name: `an entry of a changelog beside a time-out: ${change}`,
        evidence: [log(`${change}\ndial tcp 10.43.9.4:5432: i/o timeout`)],
      }),
    ),
    {
      name: 'calico without a session to its peers',
      evidence: [
        log(
          'calico/node is not ready: BIRD is not ready: BGP not established with 10.7.0.12,10.7.0.13',
        ),
      ],
    },
    {
      name: 'a database that refuses',
      evidence: [
        log('connection to server at "db" (10.43.7.7), port 5432 failed: Connection refused'),
      ],
    },
    {
      name: 'an address of the own network that does not answer',
      evidence: [log('Get "https://login.example.org": dial tcp 192.168.8.20:443: i/o timeout')],
    },
    {
      name: 'a node that forwards nothing by default, as Docker leaves it',
      evidence: [log('Chain FORWARD (policy DROP 0 packets, 0 bytes)')],
    },
    {
      name: 'a kubelet that cannot be reached, which may be off',
      evidence: [
        log(
          'Get "https://10.7.0.9:10250/stats": dial tcp 10.7.0.9:10250: connect: no route to host',
        ),
      ],
    },
    {
      name: 'a stranger who knocks at the API from the internet',
      evidence: [
        log(
          '[UFW BLOCK] IN=eth0 OUT= MAC=00 SRC=198.51.100.14 DST=203.0.113.9 LEN=40 PROTO=TCP SPT=51211 DPT=6443 SYN',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a pod out of reach, in the words of busybox, beside a ufw that is off',
      evidence: [
        log(
          "Status: inactive\nwget: can't connect to remote host (10.42.0.17): Host is unreachable",
        ),
      ],
    },
    {
      name: 'a pod of another node that is out of reach',
      evidence: [log('dial tcp 10.42.3.7:8443: connect: no route to host')],
    },
    {
      name: 'a service that does not answer',
      evidence: [log('dial tcp 10.43.0.1:443: i/o timeout')],
    },
  ],
})
