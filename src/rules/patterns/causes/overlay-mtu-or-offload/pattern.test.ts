import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a note of the size at which it ends',
      evidence: [log('ping -s 1392 works, -s 1393 no answer')],
      confidence: 'suspected',
    },
    {
      name: 'a note of a tunnel that is too small for the overlay',
      evidence: [log('cni0 mtu 1450, tailscale0 mtu 1280')],
      confidence: 'suspected',
    },
    {
      name: 'a note of Docker in a pod',
      evidence: [log('pod eth0 MTU 1430, its docker0 MTU 1500')],
      confidence: 'suspected',
    },
    {
      name: 'what a card computes itself, as somebody noted it',
      evidence: [log('tx-checksum-ip-generic on, tx-udp_tnl-segmentation on')],
      confidence: 'suspected',
    },
    {
      name: 'nstat, which counts sums that were wrong',
      evidence: [
        log(
          'TcpInSegs                       1843391            0.0\nTcpInCsumErrors                 18433              0.0',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "Cilium's monitor, which names what came back",
      evidence: [
        log(
          '-> endpoint 12 flow 0x4c8b identity 1->77 state established: 10.0.4.120 -> 10.0.4.78 DestinationUnreachable(FragmentationNeeded)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'tcpdump of IPv6',
      evidence: [log('IP6 fd00::1 > fd00::2: ICMP6, packet too big, mtu 1280, length 1240')],
      confidence: 'suspected',
    },
    {
      name: 'a handshake without an answer, and two sizes on its way',
      evidence: [
        log(
          '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc fq state UP\n9: docker0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n* Connected to example.org (203.0.113.7) port 443 (#0)\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n^C',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a virtual switch that drops what is too large',
      evidence: [log('kernel: ovn0: dropped over-mtu packet: 1528 > 1400', { origin: 'kernel' })],
    },
    {
      name: 'a kernel that threw encapsulated packets away, before the names that then fail',
      evidence: [
        log(
          'kernel: UDP: bad checksum. From 10.0.0.11:27503 to 10.0.0.12:8472 ulen 75\n;; connection timed out; no servers could be reached',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a checksum that is wrong',
      evidence: [log(read('tcpdump.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a connection that takes a minute',
      evidence: [log(read('nc-minute.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a bridge that is larger than the pod',
      evidence: [log(read('build.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'ping that finds the limit',
      evidence: [log('ping: local error: message too long, mtu=1420')],
    },
    {
      name: 'a note of what takes a minute',
      evidence: [log('Offloading on the vxlan device causes 63 second delays to the service')],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a guess of Docker in a pod',
      evidence: [log('I guess pod eth0 MTU 1430, its docker0 MTU 1500')],
    },
    {
      name: 'a note of a tunnel with room',
      evidence: [log('flannel.1 mtu 1370, wg0 mtu 1420\neth0 mtu 1500, docker0 mtu 1500')],
    },
    {
      name: 'a note in which the small one fails',
      evidence: [log('ping -s 1393 works, -s 1392 no answer')],
    },
    {
      name: 'somebody who switches it on',
      evidence: [log('ethtool -K enp2s0 tx-udp_tnl-csum-segmentation on')],
    },
    {
      name: 'a few sums that a cable spoilt',
      evidence: [
        log(
          'TcpInSegs                       1843391            0.0\nTcpInCsumErrors                 3                  0.0',
        ),
      ],
    },
    {
      name: 'a handshake that is answered',
      evidence: [
        log(
          '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc fq state UP\n9: docker0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n* TLSv1.3 (IN), TLS handshake, Server hello (2):',
        ),
      ],
    },
    {
      name: 'another minute',
      evidence: [log('the backup of the service ended after 63 seconds')],
    },
    {
      name: 'a port that is refused',
      rival: 'traffic-blocked',
      evidence: [log('dial tcp 10.43.0.1:443: connect: connection refused')],
    },
    {
      name: 'an NFS client that is missing',
      rival: 'rwx-or-nfs-mount',
      evidence: [log("fsconfig() failed: NFS: mount program didn't pass remote address.")],
    },
    {
      name: 'interfaces of equal size',
      evidence: [log('2: eth0: <UP> mtu 1500\n5: flannel.1: <UP> mtu 1450')],
    },
    {
      name: 'a reset by itself',
      evidence: [log('curl: (56) Recv failure: Connection reset by peer')],
    },
    {
      name: 'a stray packet to another port, broken on its way through the Internet',
      evidence: [
        log('kernel: UDP: bad checksum. From 203.0.113.9:5060 to 10.0.0.12:5060 ulen 415'),
      ],
    },
    { name: 'a pod of 63 seconds', evidence: [log('web-1   1/1   Running   0   63s')] },
  ],
  cannotTell: [
    {
      name: 'a handshake without an answer and nothing else',
      evidence: [
        log(
          '* Connected to example.org (203.0.113.7) port 443 (#0)\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):',
        ),
      ],
    },
    {
      name: 'a build in a pod whose transfers are reset',
      evidence: [log('gzip: stdin: unexpected end of file\nERROR: Job failed: exit code 1')],
    },
  ],
})
