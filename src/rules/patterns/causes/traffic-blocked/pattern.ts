import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { apiServiceFails } from '../../words/network.ts'

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
  /drop \(Policy denied|Policy denied (?:by denylist )?DROPPED|policy-verdict:\S+ (?:INGRESS|EGRESS) DENIED/i,
)
/** A default that lets nothing through to pods. */
const policyDrop = lines(
  ['policy DROP', 'policy drop', 'FORWARD DROP'],
  /(?:FORWARD|forward).*policy (?:DROP|drop)|-P FORWARD DROP/,
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
  /^(?!.*(?:iscsi|:3260|avc:|chown|mount|apparmor|open \/|setns|cgroup|webhook|probe failed|path:|unix )).*(?:(?:10\.43\.0\.1|10\.96\.0\.1|kubernetes\.default\S*)[: ].*no route to host|(?:dial (?:tcp|udp)|connect|read udp|write udp|sendto|sendmsg|nc:|curl|ping).*operation not permitted|Host Prohibited|net prohibited)/i,
)
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
  ],
  /^(?!.*(?:probe (?:failed|errored)|127\.0\.0\.1|localhost|:3260))/,
)
/** A pod of another node: its way is closed, or nobody has that address any more. */
const podUnreachable = lines(
  ['no route to host', 'No route to host', 'ost is unreachable'],
  /^(?!.*(?:iscsi|:3260|webhook|probe failed)).*(?:dial tcp|connect to|connect:|remote host).*\b10\.42\.\d+\.\d+.*(?:no route to host|host is unreachable)/i,
)
/** A kubelet: its node is off, or refuses what comes to this port. */
const kubeletUnreachable = lines('no route to host', /:10250: (?:connect: )?no route to host/)
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
  ['Status: active', 'firewalld.service'],
  /^\s*Status: active|firewalld\.service\s.*\bactive\b/,
)
const networkPolicy = lines(
  ['NetworkPolicy', 'networkpolic', 'netpol', 'default-deny', 'deny-all'],
  /NetworkPolicy|networkpolic|netpol|default-deny|deny-all/,
)

export default definePattern({
  id: 'traffic-blocked',
  title: 'A firewall or network policy drops traffic of the cluster',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    firewall,
    ownRule,
    ciliumDenied,
    policyDrop,
    wayClosed,
    metricsClosed,
    tried,
    reached,
    noAnswer,
    networkPolicy,
    podUnreachable,
    kubeletUnreachable,
    wayOutRefused,
    firewallOn,
    apiServiceFails,
  },
  explains: {
    anywhere: [
      'server-unreachable-from-agent',
      'cluster-dns-failing',
      'longhorn-webhook-unreachable',
      'pods-not-well',
      'rwx-or-nfs-mount',
      'app-fault',
      'api-not-ready',
      'apiserver-overload-tls-timeouts',
      'etcd-quorum-or-member',
    ],
  },
  rivals: [
    {
      cause: 'cni-not-ready',
      tell: 'Pods on that node have no network at all: `cni plugin not initialized`, no subnet.env.',
    },
    {
      cause: 'overlay-mtu-or-offload',
      tell: 'Small requests go through; large ones hang or are reset later.',
    },
    {
      cause: 'server-unreachable-from-agent',
      tell: 'The server is down, or the address is wrong: nothing blocks the way.',
    },
    {
      cause: 'host-address-or-route-conflict',
      tell: 'The packets leave by another interface: `ip route get ADDRESS`.',
    },
  ],
  remedy: 'open-cluster-traffic',
  docs: {
    meaning:
      'Something between the pods, or between the nodes, refuses or drops packets: ufw, firewalld or nftables on a node, a firewall of the provider, or a NetworkPolicy (K3s enforces them).',
    impact:
      'One namespace or one node is cut off from a service that works for all others: the API, DNS, the overlay, Longhorn.',
    diagnosis:
      'Try the same address from another namespace and from another node: what differs names the filter. `kubectl get networkpolicy -A`; on {node}: `ufw status; firewall-cmd --state; nft list ruleset | grep -iE "drop|reject" | head; journalctl -k | grep -iE "ufw block|reject"`.',
    mitigation:
      'Open between the nodes: TCP 6443 and 10250, UDP 8472 (VXLAN) or 51820 (WireGuard), TCP 2379-2380 among servers; trust 10.42.0.0/16 and 10.43.0.0/16. With firewalld or ufw K3s advises to switch them off. Give a policy that is too strict the rule that it lacks.',
    references: [
      'https://docs.k3s.io/installation/requirements#inbound-rules-for-k3s-nodes',
      'https://docs.k3s.io/networking/networking-services#network-policy-controller',
      'https://github.com/cloudnativelabs/kube-router/blob/master/pkg/controllers/netpol/policy.go',
      'https://longhorn.io/docs/1.12.1/important-notes/',
      'https://github.com/torvalds/linux/blob/master/net/netfilter/nf_log_syslog.c',
      'https://docs.cilium.io/en/stable/observability/hubble/',
    ],
  },

  match(evidence) {
    const { policyDrop, tried, reached, networkPolicy, apiServiceFails } = evidence
    const wayClosed = [...evidence.wayClosed, ...evidence.metricsClosed, ...evidence.wayOutRefused]
    const contrast = differ(tried, reached)
    if (contrast.length > 0) return match('confirmed', [...contrast, ...networkPolicy])
    const failing: Reason[] = [...wayClosed, ...apiServiceFails]
    const logged = judgeLog(evidence, [...policyDrop, ...failing])
    if (logged) return logged
    if (wayClosed.length > 0 || (policyDrop.length > 0 && failing.length > 0))
      return match('suspected', [...failing, ...policyDrop, ...networkPolicy])
    const unanswered: Reason[] = [...failing, ...evidence.noAnswer]
    if (networkPolicy.length > 0 && unanswered.length > 0)
      return match('suspected', [...unanswered, ...networkPolicy])
    return judgePods(evidence) ?? (apiServiceFails.length > 0 ? mayBeNoNetwork : noMatch)
  },
})

const mayBeNoNetwork = unknown(
  "the API's service address does not answer: blocked, or no network?",
  {
    next: 'kubectl get networkpolicy -A; kubectl run try --rm -it --image=busybox -- nc -zvw3 10.43.0.1 443',
  },
)

const kubeletOut = unknown(
  'a kubelet is out of reach: is its node off, or does it refuse the port?',
  {
    next: 'kubectl get nodes -o wide; nc -zvw3 ADDRESS 10250; firewall-cmd --state; ufw status',
  },
)

interface Unreachable {
  readonly podUnreachable: readonly LogLine[]
  readonly kubeletUnreachable: readonly LogLine[]
  readonly firewallOn: readonly LogLine[]
}

/** Nobody answers for a pod's address: a filter that is on is the likelier reason. */
function judgePods({
  podUnreachable,
  kubeletUnreachable,
  firewallOn,
}: Unreachable): PatternOutcome | undefined {
  if (podUnreachable.length === 0) return kubeletUnreachable.length > 0 ? kubeletOut : undefined
  if (firewallOn.length > 0) return match('suspected', [...podUnreachable, ...firewallOn])
  return unknown('a pod is out of reach: a firewall on its node, or a pod that is gone?', {
    next: 'kubectl get pods -A -o wide | grep ADDRESS; firewall-cmd --state; ufw status',
  })
}

interface Logged {
  readonly firewall: readonly LogLine[]
  readonly ownRule: readonly LogLine[]
  readonly ciliumDenied: readonly LogLine[]
  readonly noAnswer: readonly LogLine[]
}

/** What the filter wrote itself. Whoever can be reached from the internet turns strangers away all day. */
function judgeLog(seen: Logged, failing: readonly Reason[]): PatternOutcome | undefined {
  const logged = [...seen.firewall, ...seen.ownRule, ...seen.ciliumDenied]
  if (logged.some(({ text }) => !stranger.test(text)))
    return match('confirmed', [...logged, ...failing])
  if (logged.length === 0) return undefined
  const misses = [...failing, ...seen.noAnswer]
  if (misses.length > 0) return match('suspected', [...logged, ...misses])
  return unknown('a firewall turned away packets from outside: are they from a node?', {
    next: 'kubectl get nodes -o wide',
  })
}

/** Sent from a public address: outside of the private, carrier and link-local ranges. */
const stranger =
  /SRC=(?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|f[cde])[\da-f]+[.:]/i

/** The same address and port: reached from one place, refused from another. */
function differ(tried: readonly LogLine[], reached: readonly LogLine[]): Reason[] {
  return tried.flatMap((failed) => {
    const same = reached.filter(
      ({ groups }) =>
        (groups['target'] ?? groups['other']) === failed.groups['target'] &&
        (groups['port'] ?? groups['otherPort']) === failed.groups['port'],
    )
    return same.length > 0 ? [failed, ...same] : []
  })
}
