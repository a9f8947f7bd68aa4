import { type Kind, kindOf } from '../kubernetes/kinds.ts'
import { bytesOf, milliCpusOf } from '../kubernetes/quantity.ts'
import {
  amend,
  conditionOf,
  isOver,
  type NodeObject,
  nodesOf,
  type PodObject,
  type PodSpec,
  podsOf,
  type Taint,
} from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'
import type { Controller } from './controller.ts'
import { record, schedulerName } from './events.ts'
import { mayHoldVolumes, nodesOfVolumes } from './local-path.ts'

/**
 * Binds pods to nodes: claims, cordons, taints, selectors, cores and memory decide; among the nodes that are left
 * the one with the fewest pods of the same owner, then with the most free memory.
 * Words: pkg/scheduler/framework/types.go (FitError) and the plugins' reasons.
 */
export const scheduler: Controller<{ readonly store: PracticeStore }> = {
  name: 'scheduler',
  step({ store }) {
    for (const pod of podsOf(store))
      if (pod.spec.nodeName === undefined && pod.metadata.deletionTimestamp === undefined)
        place(store, pod)
  },
}

function place(store: PracticeStore, pod: PodObject): void {
  const pods = podsOf(store).filter((other) => !isOver(other))
  const nodes = nodesOf(store)
  const missing = nodes.length === 0 ? undefined : missingClaim(store, pod)
  if (nodes.length === 0) return refuse(store, pod, 'no nodes available to schedule pods')
  if (missing !== undefined) return refuse(store, pod, available(nodes.length, missing))
  const pinned = nodesOfVolumes(store, pod)
  const refusals = new Map(
    nodes.map((node) => [
      node,
      mayHoldVolumes(node, pinned) ? refusalOf(node, pod, pods) : elsewhere,
    ]),
  )
  const fit = nodes.filter((node) => refusals.get(node) === undefined)
  const [best] = fit.toSorted((one, other) => cost(one, pod, pods) - cost(other, pod, pods))
  if (best) bind(store, pod, best.metadata.name)
  else refuse(store, pod, available(nodes.length, told([...refusals.values()])))
}

const elsewhere = "node(s) didn't match PersistentVolume's node affinity"

function available(nodes: number, why: string): string {
  return `0/${nodes} nodes are available: ${why}.`
}

function told(refusals: readonly (string | undefined)[]): string {
  const counts = Map.groupBy(refusals, (refusal) => refusal ?? '')
  return [...counts]
    .map(([reason, all]) => `${all.length} ${reason}`)
    .toSorted()
    .join(', ')
}

const claims = kindOf('v1', 'PersistentVolumeClaim') as Kind
const classes = kindOf('storage.k8s.io/v1', 'StorageClass') as Kind

/** What keeps a pod from every node: a claim that is not there, or has no volume yet. */
function missingClaim(store: PracticeStore, { spec, metadata }: PodObject): string | undefined {
  for (const { persistentVolumeClaim: claim } of spec.volumes ?? []) {
    if (!claim) continue
    const key = { kind: claims, namespace: metadata.namespace, name: claim.claimName }
    const found = store.get(key)
    if (!found) return `persistentvolumeclaim "${claim.claimName}" not found`
    if (waitsForVolume(store, found)) return 'pod has unbound immediate PersistentVolumeClaims'
  }
  return undefined
}

function waitsForVolume(store: PracticeStore, claim: PracticeObject): boolean {
  const { volumeName, storageClassName: name = '' } = claim['spec'] as Readonly<
    Record<'volumeName' | 'storageClassName', string | undefined>
  >
  if (volumeName !== undefined) return false
  const found = store.get({ kind: classes, name })
  return found?.['volumeBindingMode'] !== 'WaitForFirstConsumer'
}

function cost(node: NodeObject, pod: PodObject, pods: readonly PodObject[]): number {
  const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name)
  const app = pod.metadata.labels?.['app']
  const alike = here.filter(({ metadata }) => metadata.labels?.['app'] === app).length
  return alike * 1000 + requestedBytes(here) / bytesOf(node.status.allocatable.memory)
}

function refusalOf(
  node: NodeObject,
  pod: PodObject,
  pods: readonly PodObject[],
): string | undefined {
  if (node.spec.unschedulable && !tolerates(pod, unschedulable)) return 'node(s) were unschedulable'
  const taint = node.spec.taints?.find((one) => !tolerates(pod, one))
  if (taint)
    return taint.key === unschedulable.key
      ? 'node(s) were unschedulable'
      : `node(s) had untolerated taint(s)`
  if (!isSelected(node, pod.spec)) return "node(s) didn't match Pod's node affinity/selector"
  const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name)
  return lackOf(node, [...here, pod])
}

export function isSelected({ metadata }: NodeObject, { nodeSelector = {} }: PodSpec): boolean {
  const labels = metadata.labels ?? {}
  return Object.entries(nodeSelector).every(([key, value]) => labels[key] === value)
}

function lackOf({ status }: NodeObject, pods: readonly PodObject[]): string | undefined {
  const { cpu, memory } = status.allocatable
  if (requestedMilliCpus(pods) > milliCpusOf(cpu)) return 'Insufficient cpu'
  return requestedBytes(pods) > bytesOf(memory) ? 'Insufficient memory' : undefined
}

const unschedulable: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

function tolerates({ spec }: PodObject, taint: Taint): boolean {
  return (spec.tolerations ?? []).some(
    ({ key, effect }) =>
      (key === undefined || key === taint.key) && (effect === undefined || effect === taint.effect),
  )
}

function requestedBytes(pods: readonly PodObject[]): number {
  return pods
    .flatMap(({ spec }) => spec.containers)
    .reduce((sum, { resources }) => sum + bytesOf(resources?.requests?.memory ?? '0'), 0)
}

function requestedMilliCpus(pods: readonly PodObject[]): number {
  return pods
    .flatMap(({ spec }) => spec.containers)
    .reduce((sum, { resources }) => sum + milliCpusOf(resources?.requests?.cpu ?? '0'), 0)
}

function bind(store: PracticeStore, pod: PodObject, nodeName: string): void {
  const { name, namespace = 'default' } = pod.metadata
  const scheduled = {
    type: 'PodScheduled',
    status: 'True' as const,
    reason: '',
    message: '',
    lastTransitionTime: store.stamp(),
  }
  amend(store, pod, (one) => ({
    ...one,
    spec: { ...one.spec, nodeName },
    status: { ...one.status, conditions: [scheduled] },
  }))
  record(store, {
    about: pod,
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
    ...by(store),
  })
}

function refuse(store: PracticeStore, pod: PodObject, message: string): void {
  const before = conditionOf(pod.status.conditions, 'PodScheduled')
  if (before?.message === message) return
  amend(store, pod, (one) => ({
    ...one,
    status: {
      ...one.status,
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: before?.lastTransitionTime ?? store.stamp(),
        },
      ],
    },
  }))
  const from = { type: 'Warning', reason: 'FailedScheduling' } as const
  record(store, { ...from, about: pod, message, ...by(store) })
}

/** The scheduler that leads; any server's may. */
function by(store: PracticeStore) {
  const leader = nodesOf(store).find(
    ({ metadata }) => metadata.labels?.['node-role.kubernetes.io/control-plane'] === 'true',
  )
  return { component: schedulerName, ...(leader && { host: leader.metadata.name }) }
}
