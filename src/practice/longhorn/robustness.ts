import { record } from '../controllers/events.ts'
import { amend } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { allFailed, type Boards } from './replica-states.ts'
import { engineOf, type VolumeObject } from './shapes.ts'

/** Robustness, and a word about each change of it. */
export function judge(store: PracticeStore, volume: VolumeObject, boards: Boards): void {
  const robustness = robustnessOf(store, volume, boards)
  const before = volume.status.robustness
  if (robustness === before) return
  const isDegraded = robustness === 'degraded' && before !== 'faulted'
  const lastDegradedAt = isDegraded ? store.stamp() : volume.status.lastDegradedAt
  amend(store, volume, (one) => ({
    ...one,
    status: {
      ...one.status,
      robustness,
      lastDegradedAt: robustness === 'healthy' ? '' : lastDegradedAt,
    },
  }))
  const words = said[robustness]
  if (words && before !== 'unknown') say(store, volume, words)
  else if (words && robustness !== 'healthy') say(store, volume, words)
}

const said: Readonly<
  Partial<
    Record<VolumeObject['status']['robustness'], readonly ['Normal' | 'Warning', string, string]>
  >
> = {
  healthy: ['Normal', 'Healthy', 'became healthy'],
  degraded: ['Normal', 'Degraded', 'became degraded'],
  faulted: ['Warning', 'Faulted', 'became faulted'],
}

function say(
  store: PracticeStore,
  volume: VolumeObject,
  [type, reason, words]: readonly ['Normal' | 'Warning', string, string],
): void {
  record(store, {
    about: volume,
    type,
    reason,
    message: `volume ${volume.metadata.name} ${words}`,
    component: 'longhorn-volume-controller',
  })
}

function robustnessOf(
  store: PracticeStore,
  { metadata, spec, status }: VolumeObject,
  boards: Boards,
): VolumeObject['status']['robustness'] {
  if (status.state !== 'attached') return allFailed(store, metadata.name) ? 'faulted' : 'unknown'
  if (!boards(status.currentNodeID)?.isOn()) return 'unknown'
  const modes = Object.values(engineOf(store, metadata.name)?.status.replicaModeMap ?? {})
  const healthy = modes.filter((mode) => mode === 'RW').length
  if (healthy === 0) return 'faulted'
  return healthy < spec.numberOfReplicas ? 'degraded' : 'healthy'
}
