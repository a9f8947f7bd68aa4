import { pods } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { whyRefused } from './refusals.ts'
import { sentences } from './told.ts'

/** Longhorn's webhook by any of its names; long lines are pasted wrapped, so its trouble may stand apart. */
const names = lines(
  [
    'validator.longhorn.io',
    'mutator.longhorn.io',
    'longhorn-admission-webhook',
    'longhorn-conversion-webhook',
    'longhorn-webhook-',
    'conversion webhook for longhorn.io',
  ],
  // A refusal comes from a webhook that answers.
  /^(?!.*denied the request)/,
)
/** The API server's words (apiserver pkg/admission/plugin/webhook, apiextensions conversion). */
const failing = lines(
  [
    'ailed calling webhook',
    'ailed to call webhook',
    'failed to call',
    'conversion webhook for longhorn.io',
    'no endpoints available',
    'webhook service is not accessible',
    'webhook is not accessible',
  ],
  // Where its policy is to ignore, the API server says so and goes on.
  /^(?!.*failing open)/,
)
/** Another vendor's webhook stands in the same log. */
const others = lines(
  'failed calling webhook',
  /failed calling webhook \\?"(?!(?:validator|mutator)\.longhorn\.io)/,
)
/** How the call ended, once the name of the service stands in the same line. */
const callEnds = lines(
  ['longhorn-admission-webhook', 'longhorn-conversion-webhook', 'longhorn.io'],
  /longhorn-(?:admission|conversion)-webhook.*(?:not found|connection refused|i\/o timeout|deadline exceeded|no route to host|operation not permitted|no endpoints|x509|EOF|connection reset)/,
)
/**
 * longhorn-manager asks its own webhook before it goes on, and gives up after a minute (v1.5 to
 * v1.12, app/webhook.go, webhook/webhook.go). A refusal by localhost in the first seconds is its start.
 */
const managerGaveUp = lines(
  'webhook service is not accessible',
  /(?:conversion|admission) webhook service is not accessible/,
)
const managerWaits = lines(
  ['ebhook health endpoint', 'ailed to check endpoint'],
  /https:\/\/(?:localhost:950[12]|longhorn-(?:conversion|admission)-webhook\S*)\/v1\/healthz.*(?:deadline exceeded|i\/o timeout|no route to host|no such host|network is unreachable)/,
)
/** longhorn-manager, webhook/webhook.go: what it waited for came. */
const accessible = lines('webhook service is now accessible')
/** Nobody stands behind the service: `kubectl get endpoints`, and its description with the port. */
const noEndpoint = lines(
  ['longhorn-admission-webhook', 'longhorn-conversion-webhook'],
  /longhorn-(?:admission|conversion)-webhook\b.*(?:<none>|\b(?:no|without|zero) (?:ready )?endpoints?\b)/i,
)
const ownPort = lines('webhook', /^\s*(?:admission|conversion)-webhook\s+950[12]\b/)
const noAddress = lines('Addresses:', /^\s*Addresses:\s+<none>/)
/** longhorn-manager ends at its start over the call. */
const managerEnds = lines(
  'rror starting manager',
  /(?:[Cc]all(?:ing)? webhook|webhooks?\b.*(?:unreachable|not accessible))/,
)
/** No pod of another node is reached at all: the webhook is only one of them. */
const noneReached = lines(['100% packet loss', 'no servers could be reached'])
const denied = lines('denied the request', /(?:validator|mutator)\.longhorn\.io/)
/** What it says no to may stand in the next line of a wrapped paste. */
const deniedOver = lines(['must be no more than 63', 'annot get backup volume'])

export default definePattern({
  id: 'longhorn-webhook-unreachable',
  title: "Longhorn's webhook cannot be reached, so writes are refused",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    pods,
    names,
    failing,
    others,
    callEnds,
    managerGaveUp,
    managerWaits,
    managerEnds,
    noEndpoint,
    ownPort,
    noAddress,
    accessible,
    noneReached,
    denied,
    deniedOver,
  },
  told: sentences,
  explains: {
    anywhere: [
      'longhorn-csi-driver-not-registered',
      'cni-not-ready',
      'pod-sandbox-failing',
      'pods-not-well',
      'volume-not-mounting',
      'volume-degraded',
      'k3s-restarting',
      'node-silent',
      'server-unreachable-from-agent',
    ],
  },
  rivals: [
    {
      cause: 'cluster-dns-failing',
      tell: 'Other names of the cluster do not resolve either: `lookup … on 10.43.0.10:53`.',
    },
    {
      cause: 'traffic-blocked',
      tell: 'No pod of another node can be reached from the server, not only the webhook.',
    },
    {
      cause: 'cert-expired',
      tell: 'The call ends in `x509`: the certificate of the webhook, not the way to it.',
    },
  ],
  remedy: 'restore-webhook',
  docs: {
    meaning:
      "The API server must ask Longhorn's webhook before it changes Nodes, claims and Longhorn's objects. No longhorn-manager answers: all are down, cannot be reached, or Longhorn was removed and its registration left behind.",
    impact:
      'Nodes cannot be updated, so flannel gets no subnet file and pods no network; claims cannot be made or deleted; a namespace stays Terminating. After a restart of all nodes it locks itself: Longhorn needs the network, the network needs Longhorn.',
    diagnosis:
      '`kubectl -n longhorn-system get endpoints longhorn-admission-webhook` is empty or missing; `kubectl -n longhorn-system get pods -l app=longhorn-manager -o wide`; `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations | grep longhorn`.',
    mitigation:
      'Longhorn still in use: bring longhorn-manager back first; where everything waits for everything, delete the two registrations `longhorn-webhook-validator` and `longhorn-webhook-mutator`: longhorn-manager makes them again when it starts. Longhorn gone for good: delete these two registrations. Never delete the CRDs while volumes hold data.',
    references: [
      'https://longhorn.io/kb/troubleshooting-manager-stuck-in-crash-loop-state-due-to-inaccessible-webhook/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/webhook/webhook.go',
      'https://github.com/longhorn/longhorn/issues/8293',
      'https://github.com/longhorn/longhorn/issues/8005',
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
    ],
  },

  match(evidence) {
    const { names, failing, others, denied } = evidence
    const ours: Reason[] = [...names, ...failing.filter(({ text }) => !isOther(text))]
    if (names.length > 0 && failing.some(({ text }) => !isOther(text)))
      return match('confirmed', [...ours, ...managersDown(evidence.pods)])
    const asked = fromManager(evidence)
    if (asked) return asked
    // The webhook answers: what it says no to is another matter.
    if (denied.length > 0) return whyRefused([...denied, ...evidence.deniedOver])
    if (names.length === 0 || others.length > 0) return noMatch
    return unknown("Longhorn's webhook is named, but not how the call ended", {
      next: 'kubectl -n longhorn-system get endpoints longhorn-admission-webhook',
    })
  },
})

interface Asked extends Waits, Behind {
  readonly pods: Pods
  readonly managerGaveUp: readonly Reason[]
  readonly managerEnds: readonly Reason[]
  readonly noneReached: readonly Reason[]
}

/** How calls ended, and what longhorn-manager says of its own webhook. */
function fromManager(evidence: Asked): PatternOutcome | undefined {
  const { callEnds, managerGaveUp, managerWaits, managerEnds } = evidence
  if (managerGaveUp.length === 0 && isOver(evidence)) return noMatch
  // A manager asks by the name of the service; the API server's calls do not need it.
  const byManager: Reason[] = [...managerWaits, ...managerGaveUp]
  if (evidence.noneReached.length > 0 && byManager.length > 0) return pathIsGone
  const ended: Reason[] = [...callEnds, ...managerGaveUp]
  if (ended.length > 0) return match('confirmed', [...ended, ...managersDown(evidence.pods)])
  const waits: Reason[] = [...managerWaits, ...managerEnds, ...nobody(evidence)]
  return waits.length > 0 ? match('suspected', waits) : undefined
}

const pathIsGone = unknown(
  "Longhorn's webhook is not reached, and nor is anything else there: names or pods of other nodes do not answer",
  {
    next: 'kubectl get pods -A -o wide | grep -E "dns|flannel|cilium|calico"; from a pod: ping a pod of another node; on the nodes: nft list ruleset | grep -E "policy drop|8472"',
  },
)

interface Behind {
  readonly noEndpoint: readonly LogLine[]
  readonly ownPort: readonly LogLine[]
  readonly noAddress: readonly LogLine[]
}

/** While the first manager starts there is no endpoint either: by itself it is suspected only. */
function nobody({ noEndpoint, ownPort, noAddress }: Behind): readonly LogLine[] {
  const described = ownPort.length > 0 && noAddress.length > 0
  return [...noEndpoint, ...(described ? [...noAddress, ...ownPort] : [])]
}

interface Waits {
  readonly callEnds: readonly LogLine[]
  readonly managerWaits: readonly LogLine[]
  readonly accessible: readonly LogLine[]
}

/** Each manager that starts asks for the webhook until the first of them serves it. */
function isOver({ callEnds, managerWaits, accessible }: Waits): boolean {
  const came = Math.max(0, ...accessible.map(({ lastAt = 0 }) => lastAt))
  return (
    came > 0 && [...callEnds, ...managerWaits].every(({ lastAt }) => (lastAt ?? Infinity) <= came)
  )
}

function isOther(text: string): boolean {
  return /failed calling webhook \\?"(?!(?:validator|mutator)\.longhorn\.io)/.test(text)
}

type Pods = readonly {
  readonly evidence: string
  readonly name: string
  readonly ready?: boolean | undefined
}[]

function managersDown(pods: Pods): Reason[] {
  return pods
    .filter(({ name, ready }) => name.startsWith('longhorn-manager-') && ready === false)
    .map((pod) => because(pod, `${pod.name} is not ready`))
}
