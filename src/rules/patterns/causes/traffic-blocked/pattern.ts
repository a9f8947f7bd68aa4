import type { LogLine } from '#src/model/line.ts'
import { match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { apiServiceFails } from '../../words/network.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'
import { words } from './words.ts'

export default definePattern({
  id: 'traffic-blocked',
  title: 'A firewall or network policy drops traffic of the cluster',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { ...questions, ...words, apiServiceFails },
  told: sentences,
  advise: adviceFor,
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
    mitigation: allAdvice,
    references: [
      'https://docs.k3s.io/installation/requirements#inbound-rules-for-k3s-nodes',
      'https://docs.k3s.io/networking/networking-services#network-policy-controller',
      'https://github.com/cloudnativelabs/kube-router/blob/master/pkg/controllers/netpol/policy.go',
      'https://longhorn.io/docs/1.12.1/important-notes/',
      'https://github.com/torvalds/linux/blob/master/net/netfilter/nf_log_syslog.c',
      'https://docs.cilium.io/en/stable/observability/hubble/',
      'https://github.com/kubernetes/kubernetes/issues/112477',
      'https://github.com/cloudnativelabs/kube-router/issues/1370',
    ],
  },

  match(evidence) {
    const { tried, reached, networkPolicy, apiServiceFails } = evidence
    const policyDrop = [...evidence.policyDrop, ...evidence.inputDrop]
    const wayClosed = [
      ...evidence.wayClosed,
      ...evidence.portsClosed,
      ...evidence.filtered,
      ...statedLines(evidence.neverArrives),
      ...evidence.metricsClosed,
      ...evidence.wayOutRefused,
    ]
    const contrast = [...evidence.unmarkedDrop, ...differ(tried, reached)]
    if (contrast.length > 0) return match('confirmed', [...contrast, ...networkPolicy])
    const failing: Reason[] = [...wayClosed, ...oneOfItsPorts(tried, reached), ...apiServiceFails]
    const logged = judgeLog(evidence, [...policyDrop, ...failing])
    if (logged) return logged
    if (failing.length > apiServiceFails.length || (policyDrop.length > 0 && failing.length > 0))
      return match('suspected', [...failing, ...policyDrop, ...networkPolicy])
    const unanswered: Reason[] = [...failing, ...evidence.noAnswer]
    const policy = judgePolicy(networkPolicy, unanswered)
    if (policy) return policy
    return judgeTables(evidence) ?? judgePods(evidence) ?? judgeApi(apiServiceFails, evidence)
  },
})

/** A policy is named, and something gets no answer. */
function judgePolicy(
  named: readonly LogLine[],
  unanswered: readonly Reason[],
): PatternOutcome | undefined {
  if (named.length === 0 || unanswered.length === 0) return undefined
  return named.every(isChangeNote) ? policyChanged : match('suspected', [...unanswered, ...named])
}

/** An entry of a changelog or the subject of a commit: that a policy came says not what it closes. */
function isChangeNote({ text }: LogLine): boolean {
  return /^\s*(?:[-*+•]\s+)?(?:[\da-f]{7,40} )?\W{0,2}(?:(?:feat|fix|chore|docs|refactor|perf|test|ci|build|style|revert|security)(?:\([^)]*\))?!?: |(?:Add(?:s|ed)?|Introduc(?:es?|ed)|Creat(?:es?|ed)|Enabl(?:es?|ed)|Appl(?:y|ies|ied)|Roll(?:s|ed)? out|Chang(?:es?|ed)|Updat(?:es?|ed)|Remov(?:es?|ed)|Harden(?:s|ed)?)\b)/i.test(
    text,
  )
}

const policyChanged = unknown(
  'a network policy was changed, and something is not answered: does the policy close that way?',
  {
    next: 'kubectl get networkpolicy -A; kubectl -n NAMESPACE describe networkpolicy; iptables-save | grep -c KUBE-POD-FW; the same connection from a namespace without a policy',
  },
)

interface Tables {
  readonly firewallOn: readonly LogLine[]
  readonly ufwRows: readonly LogLine[]
  readonly letsAllIn: readonly LogLine[]
  readonly routedDenied: readonly LogLine[]
  readonly policyDrop: readonly LogLine[]
  readonly otherTable: readonly LogLine[]
}

/** What the filters are told, before a packet has met them. */
function judgeTables(seen: Tables): PatternOutcome | undefined {
  const { ufwRows, policyDrop, otherTable } = seen
  const ufw = seen.firewallOn.filter(({ text }) => text.includes('Status: active'))
  if (ufw.length > 0 && ufwRows.length > 0 && seen.letsAllIn.length === 0) {
    // Whoever may come to any port, or to one of the cluster's, has been thought of.
    const named = ufwRows.some(({ groups, text }) => {
      const { to = '', action = '' } = groups
      return /ALLOW|LIMIT/.test(action) && (ofCluster.test(text) || to.startsWith('Anywhere'))
    })
    if (!named) return match('suspected', [...ufw, ...ufwRows])
  }
  if (ufw.length > 0 && isHeadAlone(seen)) return match('suspected', [...ufw, ...seen.routedDenied])
  if (policyDrop.length === 0) return undefined
  // Rules that accept pods in the one table do not count in the other.
  if (otherTable.length > 0) return match('suspected', [...policyDrop, ...otherTable])
  return unknown(
    'the node forwards nothing by default: do the rules of the cluster let pods through?',
    {
      next: 'iptables -S FORWARD; iptables-legacy -S FORWARD; nft list ruleset | grep -A9 forward',
    },
  )
}

/** `ufw status verbose` without its rows: whether one of them lets pods through is not shown. */
function isHeadAlone({ ufwRows, letsAllIn, routedDenied }: Tables): boolean {
  return ufwRows.length + letsAllIn.length === 0 && routedDenied.length > 0
}

const ofCluster = /\b(?:6443|8472|10250|51820|51821|4789)\b|10\.4[23]\.|cni0|flannel/

const mayBeNoNetwork = unknown(
  "the API's service address does not answer: blocked, or no network?",
  {
    next: 'kubectl get networkpolicy -A; kubectl run try --rm -it --image=busybox -- nc -zvw3 10.43.0.1 443',
  },
)

function judgeApi(fails: readonly Reason[], found: Questions): PatternOutcome {
  return fails.length > 0 ? mayBeNoNetwork : ask(found)
}

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

/** A machine that answers at another port, and not at all at one that the cluster needs: who is not there refuses. */
function oneOfItsPorts(tried: readonly LogLine[], reached: readonly LogLine[]): Reason[] {
  return tried.flatMap((failed) => {
    const { target, port = '' } = failed.groups
    if (!ofNodes.test(port) || !/timed? ?out/i.test(failed.text)) return []
    const other = reached.filter(({ groups }) => (groups['target'] ?? groups['other']) === target)
    return other.length > 0 ? [failed, ...other] : []
  })
}

/** Ports that nodes have open for each other. */
const ofNodes = /^(?:6443|10250|2379|2380|9345|179|5473|9500|9501|9502|3260)$/

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
