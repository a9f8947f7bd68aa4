import { randomUUID } from 'node:crypto'
import { amend, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { takesReplicas } from './nodes.ts'
import {
  answered,
  longhornObject,
  namespace,
  type ReplicaObject,
  replicasOf,
  settingOf,
  storageNodesOf,
  type VolumeObject,
} from './shapes.ts'

/**
 * How many replicas a volume has, and where. A replica that failed is given its time to come back
 * before another one is made elsewhere: replica-replenishment-wait-interval.
 */
export function keepReplicaCount(store: PracticeStore, volume: VolumeObject): void {
  const replicas = replicasOf(store, volume.metadata.name)
  const { numberOfReplicas: wanted } = volume.spec
  const waits = Number(settingOf(store, 'replica-replenishment-wait-interval')) * 1000
  const now = Date.parse(store.stamp())
  const leaving = nodesToLeave(store)
  // One that is to leave goes once another one is healthy in its place.
  const counted = replicas.filter(
    ({ spec }) =>
      !leaving.has(spec.nodeID) &&
      (spec.failedAt === '' || now - Date.parse(spec.failedAt) < waits),
  )
  dropSpare(store, leavingLast(nearFirst(volume, replicas), leaving), wanted)
  let missing = wanted - counted.length
  for (const node of nodesFor(store, replicas, Number(volume.spec.size))) {
    if (missing <= 0) break
    store.put(newReplica(volume, node))
    missing -= 1
  }
  sayScheduled(store, volume, missing <= 0)
}

/** Names of nodes from which eviction was asked for. */
function nodesToLeave(store: PracticeStore): ReadonlySet<string> {
  const asked = storageNodesOf(store).filter(({ spec }) => spec.evictionRequested)
  return new Set(asked.map(({ metadata }) => metadata.name))
}

function leavingLast(
  replicas: readonly ReplicaObject[],
  leaving: ReadonlySet<string>,
): readonly ReplicaObject[] {
  const goes = ({ spec }: ReplicaObject) => Number(leaving.has(spec.nodeID))
  return replicas.toSorted((one, other) => goes(one) - goes(other))
}

/** Where data shall be near its program, the replica there is the last to go. */
function nearFirst(
  { spec, status }: VolumeObject,
  replicas: readonly ReplicaObject[],
): readonly ReplicaObject[] {
  if (spec['dataLocality'] !== 'best-effort') return replicas
  const isFar = (replica: ReplicaObject) => Number(replica.spec.nodeID !== status.currentNodeID)
  return replicas.toSorted((one, other) => isFar(one) - isFar(other))
}

/** Fewer are wanted, and as many are healthy: failed ones go first. A volume's last is never one of them. */
function dropSpare(store: PracticeStore, replicas: readonly ReplicaObject[], wanted: number): void {
  const healthy = replicas.filter(({ spec }) => spec.failedAt === '' && spec.healthyAt !== '')
  if (healthy.length < wanted) return
  const failed = replicas.filter(({ spec }) => spec.failedAt !== '')
  for (const replica of [...failed, ...healthy.slice(wanted)]) removeSame(store, replica)
}

/** Nodes with room and without a replica of this volume; the emptiest first. */
function nodesFor(
  store: PracticeStore,
  replicas: readonly ReplicaObject[],
  bytes: number,
): string[] {
  const taken = new Set(replicas.map(({ spec }) => spec.nodeID))
  const load = (name: string) => replicasOf(store).filter(({ spec }) => spec.nodeID === name).length
  return storageNodesOf(store)
    .filter((node) => takesReplicas(store, node, bytes) && !taken.has(node.metadata.name))
    .map(({ metadata }) => metadata.name)
    .toSorted((one, other) => load(one) - load(other))
}

export function newReplica({ metadata: { name }, spec }: VolumeObject, nodeID: string) {
  return longhornObject('Replica', `${name}-r-${randomUUID().slice(0, 8)}`, {
    metadata: {
      name: `${name}-r-${randomUUID().slice(0, 8)}`,
      namespace,
      labels: { longhornvolume: name, longhornnode: nodeID },
    },
    spec: {
      active: true,
      dataEngine: 'v1',
      diskID: '',
      engineName: `${name}-e-0`,
      failedAt: '',
      healthyAt: '',
      nodeID,
      volumeName: name,
      volumeSize: spec.size,
    },
    status: { currentState: 'stopped' },
  })
}

function sayScheduled(store: PracticeStore, volume: VolumeObject, isScheduled: boolean): void {
  const answer = isScheduled
    ? ({ type: 'Scheduled', status: 'True', reason: '', message: '' } as const)
    : ({
        type: 'Scheduled',
        status: 'False',
        reason: 'ReplicaSchedulingFailure',
        message: 'replica scheduling failed',
      } as const)
  amend(store, volume, (one) => ({
    ...one,
    status: { ...one.status, conditions: answered(one.status.conditions, answer, store.stamp()) },
  }))
}
