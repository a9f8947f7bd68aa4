import { lines, pastedLines } from '#src/model/line.ts'

/** A firewall that logs or answers: Linux netfilter, ufw, firewalld, and the errors they cause. */
const firewall = lines(
  [
    '[UFW BLOCK]',
    'REJECT: IN=',
    'DROP: IN=',
    'icmp-host-prohibited',
    'icmp-admin-prohibited',
    'admin prohibited',
    'ommunication administratively',
    'acket filtered',
    'KUBE-NWPLCY',
    'DROP IN=',
    'REJECT IN=',
  ],
  /(?:UFW BLOCK|_REJECT|DROP|REJECT).*(?:DPT=(?:6443|10250|8472|2379|2380|9345|51820|4789|5001|9500|9502|3260|8500)\b|(?:SRC|DST)=10\.4[23]\.|(?:IN|OUT|PHYSIN|PHYSOUT)=(?:cni0|flannel|veth|cali|vxlan|kube-bridge|lxc))|icmp-(?:host|admin)-prohibited|admin(?:istratively)? prohibited|[Pp]acket filtered|KUBE-NWPLCY.*(?:DROP|REJECT)/,
)
/** The same with a prefix of somebody's own rules, in the words of xt_LOG and nft_log. */
const ownRule = lines(
  ['IN=cni0', 'OUT=cni0', 'DPT=6443', 'DPT=8472', 'DPT=10250', 'DPT=2379', 'DPT=2380', 'DPT=51820'],
  /(?:block|drop|reject|deny|denied|refuse).*\bIN=\S* OUT=/i,
)
/** Cilium's monitor and Hubble name the policy as the reason. */
const ciliumDenied = lines(
  ['olicy denied', 'policy-verdict:'],
  /drop(?:ped)? \(Policy denied|Policy denied (?:by denylist )?DROPPED|policy-verdict:\S+ (?:INGRESS|EGRESS) DENIED/i,
)
/** A default that lets nothing through to pods. */
const policyDrop = lines(
  ['policy DROP', 'policy drop', 'FORWARD DROP'],
  /(?:FORWARD|forward).*policy (?:DROP|drop)|-P FORWARD DROP/,
)
/** A node that lets in what a rule names: pods call its API server from the address of a pod. */
const inputDrop = pastedLines(
  ['INPUT (policy DROP', '-P INPUT DROP', 'INPUT DROP'],
  /Chain INPUT \(policy DROP|^(?:iptables )?-P INPUT DROP|^:INPUT DROP/,
)
/**
 * The kubelet's rule for marked packets without its mark: it drops all. An older iptables reads what
 * 1.8.8 wrote and cannot show the mark, so whoever restores the table writes it back like this. The
 * rule is whole as the kubelet makes it, with `--mark` or `mark match` behind the comment.
 */
const unmarkedDrop = lines(
  'for dropping marked packets',
  /-A KUBE-FIREWALL (?!.*--mark)(?!.*-m mark).*dropping marked packets"? -j DROP|\bDROP\s(?!.*mark match).*\/\* kubernetes firewall for dropping marked packets \*\/\s*$/,
)
/**
 * The kernel refuses to send, or a firewall answers for the service's address. Of a machine's own
 * address `no route to host` says only that nobody is there.
 */
const wayClosed = lines(
  [
    'no route to host',
    'No route to host',
    'operation not permitted',
    'Operation not permitted',
    'Host Prohibited',
    'net prohibited',
  ],
  // What speaks of something else is looked for last: most lines end before.
  /(?:(?:10\.43\.0\.1|10\.96\.0\.1|kubernetes\.default\S*)[: ].*[Nn]o route to host|(?:[Dd]ial (?:tcp|udp)|[Cc]onnect|read udp|write udp|sendto|sendmsg|nc:|curl|[Pp]ing).*[Oo]peration not permitted|Host Prohibited|net prohibited)(?<!^(?=.*(?:i[Ss][Cc][Ss][Ii]|:3260|avc:|chown|[Mm]ount|[Aa]pp[Aa]rmor|[Oo]pen \/|setns|cgroup|[Ww]ebhook|probe failed|path:|unix )).*)/,
)
/** Somebody listened on both sides of the way. */
const neverArrives = pastedLines(
  ['8472', 'VXLAN', 'vxlan', '51820', 'WireGuard'],
  /\b(?:8472|51820|VXLAN|vxlan|WireGuard)\b.*\b(?:leaves?|sent|goes? out|out)\b.*\b(?:none|nothing|never|no packets?)\b.{0,12}\b(?:arriv\w*|come|comes|seen|reach\w*|received)\b/,
)
/** nmap: whoever asked got no answer at all, where a closed port would have refused. */
const filtered = pastedLines(
  ' filtered ',
  /^\s*(?:6443|10250|2379|2380|9345|8472|51820|4789|179|5473|9500|9502)\/(?:tcp|udp)\s+filtered\s/,
)
/** RKE listens at the ports itself, and tries them from the other hosts (cluster/network.go). */
const portsClosed = lines('is not able to connect to the following ports')
/** Longhorn 1.12 brings network policies, which K3s enforces: metrics are closed to Prometheus. */
const metricsClosed = lines(
  ':9500/metrics',
  /:9500\/metrics.*(?:deadline exceeded|timed? ?out|refused|no route)/i,
)
/** Outcomes of hand-made tests, with their target. */
const tried = lines(
  ['onnection refused', 'timed out', 'ailed:', 'ailed to connect', 'imed out', 'ould not connect'],
  /(?:nc|ncat|curl|wget).*?(?<target>(?:\d{1,3}\.){3}\d{1,3})(?:\s+port\s+|[ :])(?<port>\d+).*(?:[Rr]efused|[Tt]imed out|failed)/,
)
const reached = lines(
  ['succeeded!', ') open', 'onnected to', 'HTTP/1.1 ', 'HTTP/2 '],
  /(?:[Cc]onnection to |[Cc]onnected to |\[)?(?<target>(?:\d{1,3}\.){3}\d{1,3})\]?(?:\s+port\s+|[ :(]+)(?<port>\d+).*(?:succeeded|open|onnected)|[Cc]onnected to .*\((?<other>(?:\d{1,3}\.){3}\d{1,3})\) port (?<otherPort>\d+)/,
)
const noAnswer = lines(
  [
    'onnection timed out',
    'imed out after',
    'i/o timeout',
    'onnection refused',
    'download timed out',
    ', 0 received',
    '0 packets received',
    '100% packet loss',
  ],
  /^(?!.*(?:probe (?:failed|errored)|127\.0\.0\.1|localhost|:3260))/,
)
/** A pod of another node: its way is closed, or nobody has that address any more. */
const podUnreachable = lines(
  ['no route to host', 'No route to host', 'ost is unreachable'],
  /^(?!.*(?:iscsi|:3260|webhook|probe failed)).*(?:dial tcp|connect to|connect:|remote host).*\b10\.42\.\d+\.\d+.*(?:no route to host|host is unreachable)/i,
)
/** A kubelet: its node is off, or refuses what comes to this port. */
const kubeletUnreachable = lines(
  ['no route to host', ':10250: i/o timeout', ':10250: connect: connection timed out'],
  /:10250: (?:connect: )?(?:no route to host|i\/o timeout|connection timed out)/,
)
/**
 * A pod's packet to the internet came back as unreachable. There no neighbour is asked for, so a
 * filter on the way has refused it (firewalld's host-prohibited), or the node has no way out itself.
 */
const wayOutRefused = lines(
  'no route to host',
  /(?:read|write) (?:tcp|udp) 10\.42\.\d+\.\d+:\d+->(?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|127\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)(?:\d{1,3}\.){3}\d{1,3}:\d+: .*no route to host/,
)
/** A firewall is at work on the node, in the words of ufw and systemd. */
const firewallOn = lines(
  ['Status: active', 'firewalld.service', 'firewall-cmd --'],
  /^\s*Status: active|firewalld\.service\s.*\bactive\b|firewall-cmd --(?:permanent|reload|zone|add|remove|list)/,
)
/** Rows of `ufw status`, which say what comes in. */
const ufwRows = lines(
  ['ALLOW', 'DENY', 'REJECT', 'LIMIT'],
  /^(?<to>\S.*?)\s{2,}(?<action>ALLOW|DENY|REJECT|LIMIT)(?: (?:IN|OUT|FWD))?\s{2,}\S/,
)
/** `ufw status verbose`, where it lets in whatever no row names. */
const letsAllIn = lines('Default: allow')
/** What ufw does with what the node forwards, as pods' packets are; `disabled` where the kernel forwards nothing. */
const routedDenied = lines(['deny (routed)', 'reject (routed)'])
/** The other of the two filters of the kernel, beside the one that drops (iptables-legacy, iptables-nft). */
const otherTable = lines(
  ['iptables-legacy', 'iptables-nft'],
  /iptables-(?:legacy|nft)\b.*(?:FORWARD|-S|-L|-save|tables present)/,
)
const networkPolicy = lines(
  ['NetworkPolicy', 'networkpolic', 'netpol', 'default-deny', 'deny-all', 'policyTypes:'],
  /NetworkPolicy|networkpolic|netpol|default-deny|deny-all|^\s*policyTypes:/,
)

/** The queries that the pattern reads. */
export const words = {
  firewall,
  ownRule,
  ciliumDenied,
  policyDrop,
  inputDrop,
  unmarkedDrop,
  wayClosed,
  metricsClosed,
  portsClosed,
  filtered,
  neverArrives,
  tried,
  reached,
  noAnswer,
  podUnreachable,
  kubeletUnreachable,
  wayOutRefused,
  firewallOn,
  ufwRows,
  letsAllIn,
  routedDenied,
  otherTable,
  networkPolicy,
}
