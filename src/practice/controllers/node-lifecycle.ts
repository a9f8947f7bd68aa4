import {
  amend,
  type Condition,
  conditionOf,
  leaseKind,
  type NodeObject,
  nodesOf,
  type PodObject,
  podsOn,
  type Taint,
} from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Controller } from './controller.ts'
import { askToEnd } from './ending.ts'
import { removeOnRequest } from './etcd-removal.ts'
import { record } from './events.ts'

/**
 * What the node controller makes of silence and of a kubelet that is not ready.
 * Numbers: node-monitor-period 5 s, node-monitor-grace-period 50 s (40 s before 1.32);
 * https://kubernetes.io/docs/reference/node/node-status/ and pkg/controller/nodelifecycle.
 */
export const monitorSeconds = 5
const graceSeconds = 50

const unreachable = 'node.kubernetes.io/unreachable'
const notReady = 'node.kubernetes.io/not-ready'

interface Watch {
  readonly store: PracticeStore
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  /** When the controller began to listen: it misses nobody for what it could not hear. */
  readonly since: number
}

export const nodeLifecycle: readonly Controller<Watch>[] = [
  { name: 'node-silence', step: callSilentNodes },
  {
    name: 'not-ready-pods',
    step: ({ store }) => eachNode(store, (node) => leaveAlone(store, node)),
  },
  { name: 'node-taints', step: ({ store }) => eachNode(store, (node) => taint(store, node)) },
  {
    name: 'taint-eviction',
    step: ({ store, now }) => eachNode(store, (node) => sendAway(store, node, now)),
  },
  { name: 'etcd-removal', step: ({ store }) => removeOnRequest(store) },
]

function eachNode(store: PracticeStore, act: (node: NodeObject) => void): void {
  for (const node of nodesOf(store)) act(node)
}

function callSilentNodes({ store, now, since }: Watch): void {
  for (const node of nodesOf(store)) {
    const silentSince = lastHeard(store, node)
    if (silentSince !== undefined && now - Math.max(silentSince, since) > graceSeconds * 1000)
      callSilent(store, node)
  }
}

/** The lease is the heartbeat. A node that never had one is not judged. */
function lastHeard(store: PracticeStore, { metadata }: NodeObject): number | undefined {
  const lease = store.get({ kind: leaseKind, namespace: 'kube-node-lease', name: metadata.name })
  const { renewTime } = (lease?.['spec'] ?? {}) as { renewTime?: string }
  return renewTime === undefined ? undefined : Date.parse(renewTime)
}

/** What others say of a node is not the kubelet's to lose. */
const kubeletTypes = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'])

function callSilent(store: PracticeStore, node: NodeObject): void {
  if (conditionOf(node.status.conditions, 'Ready')?.status === 'Unknown') return
  const at = store.stamp()
  const unknown = (condition: Condition): Condition => {
    if (!kubeletTypes.has(condition.type)) return condition
    const words = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
    return { ...condition, ...words, status: 'Unknown', lastTransitionTime: at }
  }
  amend(store, node, (one) => ({
    ...one,
    status: { ...one.status, conditions: one.status.conditions.map(unknown) },
  }))
}

/** Pods of a node that is not ready are not ready either, so that no service sends them anything. */
function leaveAlone(store: PracticeStore, node: NodeObject): void {
  const { name } = node.metadata
  if (conditionOf(node.status.conditions, 'Ready')?.status === 'True') return
  const ready = podsOn(store, name).filter(
    ({ status }) => conditionOf(status.conditions, 'Ready')?.status === 'True',
  )
  if (ready.length === 0) return
  const message = `Node ${name} status is now: NodeNotReady`
  const from = { reason: 'NodeNotReady', component: 'node-controller' } as const
  record(store, { ...from, about: node, type: 'Normal', message })
  for (const pod of ready) {
    amend(store, pod, (one) => ({ ...one, status: unreadyStatus(one, store.stamp()) }))
    record(store, { ...from, about: pod, type: 'Warning', message: 'Node is not ready' })
  }
}

function unreadyStatus({ status }: PodObject, at: string): PodObject['status'] {
  const conditions = (status.conditions ?? []).map((condition) =>
    condition.type === 'Ready' && condition.status === 'True'
      ? { ...condition, status: 'False' as const, lastTransitionTime: at }
      : condition,
  )
  return { ...status, conditions }
}

const pressures = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
} as const
const unschedulable = 'node.kubernetes.io/unschedulable'
const own = new Set<string>([unreachable, notReady, unschedulable, ...Object.values(pressures)])

function wantedTaints({ status, spec }: NodeObject): readonly Pick<Taint, 'key' | 'effect'>[] {
  const ready = conditionOf(status.conditions, 'Ready')?.status
  const keys = Object.entries(pressures).flatMap(([type, key]) =>
    conditionOf(status.conditions, type)?.status === 'True' ? [key] : [],
  )
  const away = ready === 'Unknown' ? unreachable : ready === 'False' ? notReady : undefined
  const all = [...keys, ...(away ? [away] : []), ...(spec.unschedulable ? [unschedulable] : [])]
  return [
    ...all.map((key) => ({ key, effect: 'NoSchedule' as const })),
    ...(away ? [{ key: away, effect: 'NoExecute' as const }] : []),
  ]
}

/** Keeps the taints that belong to a node's conditions and to a cordon, and no others of theirs. */
function taint(store: PracticeStore, node: NodeObject): void {
  const wanted = wantedTaints(node)
  const before = node.spec.taints ?? []
  const kept = before.filter((one) => !own.has(one.key))
  const present = wanted.map(
    (one) =>
      before.find(({ key: name, effect }) => name === one.key && effect === one.effect) ?? {
        ...one,
        timeAdded: store.stamp(),
      },
  )
  const taints = [...kept, ...present]
  amend(store, node, ({ spec: { taints: _, ...spec }, ...rest }) => ({
    ...rest,
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
  }))
}

/** A NoExecute taint moves pods once they have tolerated it for long enough. */
function sendAway(store: PracticeStore, { metadata, spec }: NodeObject, now: number): void {
  const taints = spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? []
  const isTooLong = (pod: PodObject) => (one: Taint) => {
    const tolerated = now - Date.parse(one.timeAdded ?? store.stamp())
    return tolerated >= secondsTolerated(pod, one) * 1000
  }
  for (const pod of podsOn(store, metadata.name))
    if (pod.metadata.deletionTimestamp === undefined && taints.some(isTooLong(pod)))
      markForDeletion(store, pod)
}

/** Infinity for pods that stay, as those of a DaemonSet do. */
function secondsTolerated({ spec }: PodObject, { key }: Taint): number {
  const match = spec.tolerations?.find(
    (one) =>
      (one.key === undefined || one.key === key) &&
      (one.effect === undefined || one.effect === 'NoExecute'),
  )
  if (!match) return 0
  return match.tolerationSeconds ?? Number.POSITIVE_INFINITY
}

function markForDeletion(store: PracticeStore, pod: PodObject): void {
  const { name, namespace = 'default' } = pod.metadata
  askToEnd(store, pod)
  record(store, {
    about: pod,
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message: `Marking for deletion Pod ${namespace}/${name}`,
    component: 'taint-eviction-controller',
  })
}
