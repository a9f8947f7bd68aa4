import { bytesOf } from '../kubernetes/quantity.ts'
import {
  amend,
  conditionOf,
  type NodeObject,
  nodesOf,
  type PodObject,
  podsOf,
  type Taint,
} from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { record } from './events.ts'

/**
 * Binds pods to nodes: cordons, taints, selectors and memory decide; among the nodes that are left
 * the one with the fewest pods of the same owner, then with the most free memory.
 * Words: pkg/scheduler/framework/types.go (FitError) and the plugins' reasons.
 */
export function schedule(store: PracticeStore): void {
  for (const pod of podsOf(store))
    if (pod.spec.nodeName === undefined && pod.metadata.deletionTimestamp === undefined)
      place(store, pod)
}

function place(store: PracticeStore, pod: PodObject): void {
  const pods = podsOf(store)
  const nodes = nodesOf(store)
  const refusals = new Map(nodes.map((node) => [node, refusalOf(node, pod, pods)]))
  const fit = nodes.filter((node) => refusals.get(node) === undefined)
  const [best] = fit.toSorted((one, other) => cost(one, pod, pods) - cost(other, pod, pods))
  if (best) bind(store, pod, best.metadata.name)
  else refuse(store, pod, [...refusals.values()])
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
  const labels = node.metadata.labels ?? {}
  const selected = Object.entries(pod.spec.nodeSelector ?? {})
  if (!selected.every(([key, value]) => labels[key] === value))
    return "node(s) didn't match Pod's node affinity/selector"
  const here = pods.filter(({ spec }) => spec.nodeName === node.metadata.name)
  const wanted = requestedBytes([...here, pod])
  return wanted > bytesOf(node.status.allocatable.memory) ? 'Insufficient memory' : undefined
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
    component: 'default-scheduler',
  })
}

function refuse(
  store: PracticeStore,
  pod: PodObject,
  refusals: readonly (string | undefined)[],
): void {
  const counts = Map.groupBy(refusals, (refusal) => refusal ?? '')
  const reasons = [...counts].map(([reason, all]) => `${all.length} ${reason}`).toSorted()
  const message = `0/${refusals.length} nodes are available: ${reasons.join(', ')}.`
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
  record(store, { ...from, about: pod, message, component: 'default-scheduler' })
}
