import { lines, pastedLines } from '#src/model/line.ts'

/**
 * Questions about the cluster's network that several patterns ask. Sources: flannel (main.go,
 * CNI plugin), K3s pkg/agent/flannel, containerd's CRI plugin, kube-router's network policies,
 * CoreDNS plugin/loop and plugin/errors, Go net.
 */

/** flannel's file with the pod range of the node is not there. flannel names it as well when it has written it. */
export const subnetFileMissing = lines(
  ['/run/flannel/subnet.env', "flannel 'subnet.env'", 'loadFlannelSubnetEnv failed'],
  /\b(?:open|stat|access) '?\/run\/flannel\/subnet\.env|subnet\.env'?:? .*(?:[Nn]o such file|not exist)|\/run\/flannel\/subnet\.env`?(?: is)? (?:missing|absent|not there|gone)\b|flannel 'subnet\.env'|loadFlannelSubnetEnv failed/,
)

/** A service address of the cluster (K3s's 10.43/16, kubeadm's 10.96/12) does not answer. */
export const apiServiceFails = lines(
  ['10.43.0.1:443', '10.96.0.1:443', '10.43.0.1 443', '10.43.0.1 port 443', 'kubernetes.default'],
  /(?:10\.43\.0\.1|10\.96\.0\.1|kubernetes\.default\S*)(?::| |\s+port\s+)443.*(?:i\/o timeout|timed? ?out|connection refused|no route to host|deadline exceeded|failed|network is unreachable)/i,
)

/**
 * A name server of the cluster does not answer, in the words of Go, glibc, musl, Node, Rust, PHP, .NET,
 * c-ares, curl, wget, nginx, apk, BusyBox and bind's own tools.
 */
export const nameFails = lines(
  [
    'lookup ',
    'emporary failure in name resolution',
    'emporary failure resolving',
    'EAI_AGAIN',
    'ould not resolve host',
    'no servers could be reached',
    'ame does not resolve',
    'bad address',
    "can't resolve",
    'name resolution',
    'DNS resolution',
    'server misbehaving',
    'ddress information: Try again',
    'getaddrinfo failed: Try again',
    'esolving timed out',
    ': SERVFAIL',
    'not found: 2(SERVFAIL)',
    'status: SERVFAIL',
    'Got SERVFAIL reply from ',
    'dig @10.',
    'communications error to ',
    'UDP setup with ',
    "nslookup: write to '",
    'could not be resolved (',
    'DNS: transient error',
    'temporary error (try again later)',
    'unable to resolve host address',
    'contact DNS servers',
    'contacting DNS servers',
    'SocketException (00000001, 11)',
    "can't find kubernetes.default",
  ],
  // The node's own resolver, not the cluster's, finds no server for K3s: its cause says so.
  /^(?!.*:(?:6443|9345)\S* dial tcp: lookup ).*(?:lookup (?:longhorn-\w+|kubernetes\.default\S*)(?: on \S+:53)?: no such host|lookup \S+(?: on \S+:53)?: (?!.*no such host).*(?:i\/o timeout|server misbehaving|connection refused|[Tt]ry again|[Tt]emporary failure|no route to host)|lookup \S+ on 10\.(?:43|96)\.\d+\.\d+:53: read (?:udp|tcp) \S+->\S+:53:?\s*$|emporary failure (?:in name resolution|resolving)|EAI_AGAIN|ould not resolve host|no servers could be reached|\b(?:wget|nc|ping6?|telnet|traceroute|tftp|ntpd): bad address |nslookup: can't resolve|[Nn]ame does not resolve|(?:name|DNS) resolution (?:failed|error)|server misbehaving|(?:address information|getaddrinfo failed): Try again|esolving timed out|can't find \S+: SERVFAIL|Host \S+ not found: 2\(SERVFAIL\)|status: SERVFAIL|dig @10\.(?:43|96)\.\d+\.\d+\b.*(?:SERVFAIL|timed? ?out|refused)|Got SERVFAIL reply from |communications error to (?!127\.|::1)\S+#53: |UDP setup with (?!127\.|::1)\S+#53\S* for \S+ failed|nslookup: write to '(?!127\.)|could not be resolved \((?:2|5|110): |DNS: transient error|temporary error \(try again later\)|unable to resolve host address|ontact(?:ing)? DNS servers|SocketException \(00000001, 11\)|can't find kubernetes\.default\.svc\.cluster\.local\.?: NXDOMAIN)/,
)

/** The start of the kubelet, before statistics and network files are there. */
export const kubeletStart = lines([
  'invalid capacity 0 on image filesystem',
  'Starting kubelet.',
  'InvalidDiskCapacity',
])

/** The scheduler: CoreDNS waits for a first node that is ready, and a node is ready once it has a network. */
export const dnsWaits = lines(
  'coredns-',
  /coredns-.*(?:untolerated|had) taint \{?\{node\.kubernetes\.io\/not-ready/,
)

/** A ping to a home's or tunnel's address that takes a tenth of a second: the way is slow, whatever the server does. */
export const slowWay = pastedLines(
  ' bytes from ',
  / bytes from (?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.)\S+: icmp_seq=\d+ .*time=[1-9]\d{2,}(?:\.\d+)? ms/,
)
