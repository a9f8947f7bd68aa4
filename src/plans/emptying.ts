import type * as z from 'zod'
import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { longhornReplicas, longhornSettings } from '#src/model/facts/longhorn.ts'
import type { Acceptance, Goal, RestsOn } from '#src/model/plan.ts'
import { drainNode } from '#src/steps/drain-node.ts'
import { leavesNode, leavesNodeLast } from '#src/steps/pods-that-leave.ts'
import type { DraftStep } from './draft.ts'
import { nodeOf, nodeRestsOn } from './node-facts.ts'
import { seen } from './seen.ts'

type Pod = z.infer<typeof pods.schema>

const defaultTimeoutSeconds = 600
const mostTimeoutSeconds = 1800

interface Emptying {
  /** Cordons the node, if nobody has; moves its pods. Absent where the node is empty already. */
  readonly step: DraftStep | undefined
  /** True where the step cordons it: whoever brings the node back lets it take pods again. */
  readonly cordons: boolean
  readonly restsOn: readonly RestsOn[]
}

/** How a goal that takes a node away begins: cordon, then move every pod that is not bound to it. */
export function emptying(
  { target, options }: Goal,
  leaving: 'drain' | 'reboot' | 'remove',
  index: EvidenceIndex,
  accepted: readonly Acceptance[],
): Emptying {
  const node = nodeOf(target, index)
  const here = seen(index, pods).filter((pod) => pod.nodeName === node.name && leavesNode(pod))
  const leave = keptInstanceManagers(here, node.name, index, accepted)
  const going = here.filter((pod) => !leave.includes(nameOf(pod))).sort(byName)
  const restsOn = [
    ...nodeRestsOn(node),
    ...going.map((pod) => ({ fact: `pod/${nameOf(pod)} on ${node.name}`, is: uidOf(pod) })),
  ]
  const cordons = !node.unschedulable
  if (!cordons && going.length === 0) return { step: undefined, cordons, restsOn }
  const input = {
    node: node.name,
    leaving,
    timeoutSeconds: timeoutOf(options['timeoutSeconds']),
    pods: going.map((pod) => ({
      namespace: pod.namespace,
      name: pod.name,
      uid: uidOf(pod),
      last: leavesNodeLast(pod),
    })),
    leave,
  }
  const reason = `${node.name} is to be empty: ${going.length} pods move`
  return { step: { step: drainNode, input, reason }, cordons, restsOn }
}

function timeoutOf(wish: unknown = defaultTimeoutSeconds): number {
  if (typeof wish === 'number' && Number.isInteger(wish) && wish > 0 && wish <= mostTimeoutSeconds)
    return wish
  throw usageError(
    'drain-timeout-unfit',
    `A drain waits between 1 and ${mostTimeoutSeconds} seconds, not ${String(wish)}.`,
    { next: 'Leave the limit out, and it waits 10 minutes.' },
  )
}

/**
 * While a volume has its one copy here, Longhorn keeps its budget over the instance manager for
 * ever, unless its drain policy says otherwise (longhorn/longhorn#8753, #9188). Where somebody
 * accepted that such a volume is away, its instance manager stays until the node stops.
 */
function keptInstanceManagers(
  here: readonly Pod[],
  node: string,
  index: EvidenceIndex,
  accepted: readonly Acceptance[],
): readonly string[] {
  const policy = factsOf(index, longhornSettings).find(({ name }) => name === 'node-drain-policy')
  if (policy?.value === 'always-allow') return []
  const subjects = new Set(accepted.map((acceptance) => acceptance.subject))
  const kept = factsOf(index, longhornReplicas).some(
    (replica) => replica.nodeName === node && subjects.has(`volume/${replica.volume}`),
  )
  return kept ? here.filter(leavesNodeLast).map(nameOf).sort() : []
}

function nameOf({ namespace, name }: Pod): string {
  return `${namespace}/${name}`
}

function byName(one: Pod, other: Pod): number {
  return nameOf(one) < nameOf(other) ? -1 : 1
}

/** Without its uid a pod cannot be told from the next one of its name: a paste has none. */
export function uidOf(pod: Pod): string {
  if (pod.uid === undefined)
    throw usageError('plan-needs-live-cluster', `What was read of ${nameOf(pod)} has no uid.`, {
      next: 'Plans are made from a live cluster, not from pasted text.',
    })
  return pod.uid
}
