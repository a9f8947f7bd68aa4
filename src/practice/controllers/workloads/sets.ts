import type { Kind } from '../../kubernetes/kinds.ts'
import {
  isOver,
  type NodeObject,
  nodesOf,
  type PodObject,
  removeSame,
  type Toleration,
} from '../../kubernetes/shapes.ts'
import type { PracticeStore } from '../../kubernetes/store.ts'
import type { Controller } from '../controller.ts'
import { askToEnd } from '../ending.ts'
import { isSelected } from '../scheduler.ts'
import {
  isCounted,
  isCurrent,
  isReady,
  kinds,
  makePod,
  podsByOwner,
  type Surroundings,
  shareOf,
  suffix,
  type Workload,
  workloadsOf,
} from './workload.ts'

/** As many pods as are wanted: any, one of each name, or one a node. */
export const sets: readonly Controller<Surroundings>[] = [
  withPods('replica-sets', kinds.replicaSet, keepReplicas),
  withPods('stateful-sets', kinds.statefulSet, keepNamed),
  withPods('daemon-sets', kinds.daemonSet, keepOnNodes),
]

type Pods = readonly PodObject[]

function withPods(
  name: string,
  kind: Kind,
  keep: (store: PracticeStore, owner: Workload, pods: Pods) => void,
): Controller<Surroundings> {
  return {
    name,
    step({ store }) {
      const pods = podsByOwner(store)
      for (const owner of workloadsOf(store, kind))
        keep(store, owner, pods.get(owner.metadata.uid) ?? [])
    },
  }
}

/** Of those that are too many the ones that are not ready go first. */
function keepReplicas(store: PracticeStore, set: Workload, pods: Pods): void {
  const { replicas = 1 } = set.spec
  const present = pods
    .filter(isCounted)
    .toSorted((one, other) => Number(isReady(other)) - Number(isReady(one)))
  for (let missing = present.length; missing < replicas; missing++)
    makePod(store, set, `${set.metadata.name}-${suffix()}`)
  for (const pod of present.slice(replicas)) askToEnd(store, pod)
}

/** One pod of each name: it is made again only when the one before is really gone, or evicted. */
function keepNamed(store: PracticeStore, set: Workload, pods: Pods): void {
  const { replicas = 1 } = set.spec
  for (const pod of pods.filter(isOver)) removeSame(store, pod)
  const live = pods.filter((pod) => !isOver(pod))
  const excess = live.filter((pod) => isCounted(pod) && ordinalOf(pod) >= replicas)
  for (const pod of excess) askToEnd(store, pod)
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const name = `${set.metadata.name}-${ordinal}`
    const pod = live.find(({ metadata }) => metadata.name === name)
    if (!pod) makePod(store, set, name)
    // The next one waits for this one to be ready.
    if (!pod || !isReady(pod)) return
  }
  updateNamed(store, set, live)
}

/** From the highest ordinal down, one after the other, and none while another one is not ready. */
function updateNamed(store: PracticeStore, set: Workload, live: Pods): void {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate' || live.some((pod) => !isReady(pod))) return
  const [last] = live
    .filter((pod) => !isCurrent(set, pod) && ordinalOf(pod) >= (rollingUpdate?.partition ?? 0))
    .toSorted((one, other) => ordinalOf(other) - ordinalOf(one))
  if (last) askToEnd(store, last)
}

function ordinalOf({ metadata }: PodObject): number {
  return Number(metadata.name.replace(/^.*-/, ''))
}

const stays: readonly Toleration[] = [{ operator: 'Exists' }]

function keepOnNodes(store: PracticeStore, set: Workload, pods: Pods): void {
  const nodes = nodesFor(store, set)
  for (const { metadata } of nodes) {
    const present = pods.some(({ spec }) => spec.nodeName === metadata.name)
    if (present) continue
    makePod(store, set, `${set.metadata.name}-${suffix()}`, {
      nodeName: metadata.name,
      tolerations: stays,
    })
  }
  updateOnNodes(store, set, { pods, nodes: nodes.length })
}

/** Outdated pods that are not ready anyway go at once, others as maxUnavailable allows: one. */
function updateOnNodes(
  store: PracticeStore,
  set: Workload,
  { pods, nodes }: { readonly pods: Pods; readonly nodes: number },
): void {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return
  const most = Math.max(1, shareOf(rollingUpdate?.maxUnavailable ?? 1, nodes, 'up'))
  const outdated = pods.filter((pod) => isCounted(pod) && !isCurrent(set, pod))
  const unready = outdated.filter((pod) => !isReady(pod))
  const away = nodes - pods.filter(isReady).length
  const goes = outdated.filter(isReady).slice(0, Math.max(0, most - away))
  for (const pod of [...unready, ...goes]) askToEnd(store, pod)
}

export function nodesFor(store: PracticeStore, set: Workload): readonly NodeObject[] {
  return nodesOf(store).filter((node) => isSelected(node, set.spec.template.spec))
}
