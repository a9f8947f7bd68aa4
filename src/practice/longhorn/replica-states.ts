import { record } from '../controllers/events.ts'
import { amend } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import { type ReplicaObject, replicasOf, type VolumeObject } from './shapes.ts'

/** A replica is stopped, whole and running, failed, or being rebuilt. */

export type Boards = (name: string) => Board | undefined

export function setState(
  store: PracticeStore,
  replica: ReplicaObject,
  currentState: ReplicaObject['status']['currentState'],
): void {
  amend(store, replica, (one) => ({ ...one, status: { ...one.status, currentState } }))
}

/** A failed replica that is used again is neither failed nor healthy until it is whole. */
export function setRebuilding(store: PracticeStore, replica: ReplicaObject): void {
  amend(store, replica, (one) => ({
    ...one,
    spec: { ...one.spec, failedAt: '', healthyAt: '' },
    status: { ...one.status, currentState: 'running' },
  }))
}

export function setHealthy(store: PracticeStore, replica: ReplicaObject): void {
  const at = store.stamp()
  amend(store, replica, (one) => ({
    ...one,
    spec: {
      ...one.spec,
      failedAt: '',
      healthyAt: one.spec.healthyAt === '' ? at : one.spec.healthyAt,
      lastHealthyAt: at,
    },
    status: { ...one.status, currentState: 'running' },
  }))
}

export function setFailed(store: PracticeStore, replica: ReplicaObject): void {
  if (replica.spec.failedAt !== '') return
  const failedAt = store.stamp()
  amend(store, replica, (one) => ({
    ...one,
    spec: { ...one.spec, failedAt, lastFailedAt: failedAt },
    status: { ...one.status, currentState: 'stopped' },
  }))
}

export function allFailed(store: PracticeStore, volume: string): boolean {
  const replicas = replicasOf(store, volume)
  return replicas.length > 0 && replicas.every(({ spec }) => spec.failedAt !== '')
}

/** All replicas failed: those that failed last, within a minute, are taken as they are. */
export function salvage(store: PracticeStore, volume: VolumeObject, boards: Boards): void {
  if (!allFailed(store, volume.metadata.name)) return
  const replicas = replicasOf(store, volume.metadata.name)
  const last = Math.max(...replicas.map(({ spec }) => Date.parse(spec.failedAt)))
  const saved = replicas.filter(
    ({ spec }) => last - Date.parse(spec.failedAt) < 60_000 && boards(spec.nodeID)?.isOn() === true,
  )
  if (saved.length === 0) return
  for (const replica of saved)
    amend(store, replica, (one) => ({ ...one, spec: { ...one.spec, failedAt: '' } }))
  record(store, {
    about: volume,
    type: 'Warning',
    reason: 'AutoSalvaged',
    message: `Replica ${saved.map(({ metadata }) => metadata.name).join(', ')} of volume ${volume.metadata.name} will be automatically salvaged`,
    component: 'longhorn-volume-controller',
  })
}
