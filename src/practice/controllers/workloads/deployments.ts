import { amend, isOver, type PodObject } from '../../kubernetes/shapes.ts'
import type { PracticeStore } from '../../kubernetes/store.ts'
import type { Controller } from '../controller.ts'
import {
  hashOf,
  isReady,
  kinds,
  ownedBy,
  ownerOf,
  podsByOwner,
  type Surroundings,
  shareOf,
  type Workload,
  workloadsOf,
} from './workload.ts'

/**
 * A ReplicaSet for each template. With Recreate the old pods end before a new one is made; else as
 * many change at a time as maxSurge and maxUnavailable allow, a quarter each where nothing is said.
 * After pkg/controller/deployment/rolling.go and util/deployment_util.go.
 */
export const deployments: Controller<Surroundings> = {
  name: 'deployments',
  step({ store }) {
    const pods = podsByOwner(store)
    for (const deployment of workloadsOf(store, kinds.deployment)) keep(store, deployment, pods)
  },
}

type Pods = ReadonlyMap<string, readonly PodObject[]>

function keep(store: PracticeStore, deployment: Workload, pods: Pods): void {
  const own = workloadsOf(store, kinds.replicaSet).filter(
    (set) => ownerOf(set)?.uid === deployment.metadata.uid,
  )
  const name = `${deployment.metadata.name}-${hashOf(deployment)}`
  const current = own.find(({ metadata }) => metadata.name === name)
  const old = own.filter((set) => set !== current)
  const podsOf = (set: Workload) => pods.get(set.metadata.uid) ?? []
  const change = {
    wanted: deployment.spec.replicas ?? 1,
    current,
    old,
    readyOf: (set: Workload) => podsOf(set).filter(isReady).length,
  }
  const isRecreated = deployment.spec.strategy?.type === 'Recreate'
  const size = isRecreated ? recreated(store, change, podsOf) : grown(deployment, change)
  if (current) scale(store, current, size)
  else create(store, deployment, name, size)
  if (!isRecreated) shrink(store, deployment, change)
}

/** None of the new ones while one of the old ones still runs. */
function recreated(
  store: PracticeStore,
  { wanted, old }: Change,
  podsOf: (set: Workload) => readonly PodObject[],
): number {
  for (const set of old) scale(store, set, 0)
  return old.some((set) => podsOf(set).some((pod) => !isOver(pod))) ? 0 : wanted
}

interface Change {
  readonly wanted: number
  readonly current: Workload | undefined
  readonly old: readonly Workload[]
  readonly readyOf: (set: Workload) => number
}

const sizeOf = ({ spec }: Workload) => spec.replicas ?? 0
const sum = (sets: readonly Workload[], of: (set: Workload) => number) =>
  sets.reduce((total, set) => total + of(set), 0)

const usual = '25%'

/** How many the new ReplicaSet has now: never more at once than maxSurge allows above the wish. */
function grown({ spec }: Workload, { wanted, current, old }: Change): number {
  const surge = shareOf(spec.strategy?.rollingUpdate?.maxSurge ?? usual, wanted, 'up')
  const own = current ? sizeOf(current) : 0
  if (own >= wanted) return wanted
  const room = wanted + surge - own - sum(old, sizeOf)
  return Math.min(wanted, own + Math.max(0, room))
}

/** Old ones go while as many stay available as maxUnavailable asks for; unready ones go first. */
function shrink(store: PracticeStore, { spec }: Workload, change: Change): void {
  const { wanted, current, old, readyOf } = change
  const { maxUnavailable = usual, maxSurge = usual } = spec.strategy?.rollingUpdate ?? {}
  const none = shareOf(maxSurge, wanted, 'up') === 0 ? 1 : 0
  const least = wanted - Math.max(none, shareOf(maxUnavailable, wanted, 'down'))
  let spare = sum(old, readyOf) + (current ? readyOf(current) : 0) - least
  for (const set of old) {
    const unready = sizeOf(set) - readyOf(set)
    const goes = unready + Math.max(0, Math.min(readyOf(set), spare))
    spare -= goes - unready
    scale(store, set, sizeOf(set) - goes)
  }
}

function scale(store: PracticeStore, set: Workload, replicas: number): void {
  amend(store, set, (one) => ({ ...one, spec: { ...one.spec, replicas } }))
}

function create(store: PracticeStore, deployment: Workload, name: string, replicas: number): void {
  const { namespace } = deployment.metadata
  const { template } = deployment.spec
  const labels = { ...template.metadata.labels, 'pod-template-hash': hashOf(deployment) }
  store.put({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels,
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  })
}
