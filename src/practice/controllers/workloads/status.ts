import { amend, type PodObject } from '../../kubernetes/shapes.ts'
import type { PracticeStore } from '../../kubernetes/store.ts'
import type { Controller } from '../controller.ts'
import { nodesFor } from './sets.ts'
import {
  hashOf,
  isCounted,
  isCurrent,
  isReady,
  kinds,
  ownerOf,
  podsByOwner,
  type Surroundings,
  type Workload,
  workloadsOf,
} from './workload.ts'

/** What every workload says of its pods. */
export const workloadStatus: Controller<Surroundings> = {
  name: 'workload-status',
  step({ store }) {
    const pods = podsByOwner(store)
    for (const kind of Object.values(kinds))
      for (const workload of workloadsOf(store, kind)) {
        const status = statusOf(store, workload, pods)
        amend(store, workload, (one) => ({ ...one, status }))
      }
  },
}

function statusOf(
  store: PracticeStore,
  workload: Workload,
  podsOf: ReadonlyMap<string, readonly PodObject[]>,
) {
  const sets = workloadsOf(store, kinds.replicaSet).filter(
    (set) => ownerOf(set)?.uid === workload.metadata.uid,
  )
  const pods = [workload, ...sets].flatMap(({ metadata }) => podsOf.get(metadata.uid) ?? [])
  const ready = pods.filter(isReady).length
  const counted = pods.filter(isCounted)
  if (workload.kind === 'DaemonSet')
    return {
      desiredNumberScheduled: nodesFor(store, workload).length,
      currentNumberScheduled: pods.length,
      updatedNumberScheduled: counted.filter((pod) => isCurrent(workload, pod)).length,
      numberReady: ready,
      numberAvailable: ready,
    }
  return {
    replicas: counted.length,
    readyReplicas: ready,
    availableReplicas: ready,
    ...updated(workload, sets, counted),
  }
}

function updated(workload: Workload, sets: readonly Workload[], counted: readonly PodObject[]) {
  if (workload.kind === 'ReplicaSet') return {}
  if (workload.kind === 'StatefulSet')
    return { updatedReplicas: counted.filter((pod) => isCurrent(workload, pod)).length }
  const name = `${workload.metadata.name}-${hashOf(workload)}`
  const current = sets.find(({ metadata }) => metadata.name === name)?.metadata.uid
  return { updatedReplicas: counted.filter((pod) => ownerOf(pod)?.uid === current).length }
}
