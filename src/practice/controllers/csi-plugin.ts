import { conditionOf, type PodObject, podsOn } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'

export const csiPlugin = 'longhorn-csi-plugin'

/** The registrar beside it asks the plugin a few seconds after its start: one that ends before never registers. */
const registerSeconds = 6

/** Whether the kubelet of this board knows the driver: a new boot has to be told of it again. */
export function driverIsRegistered(store: PracticeStore, board: Board): boolean {
  const now = Date.parse(store.stamp())
  return podsOn(store, board.name).some(
    ({ metadata, status }) =>
      metadata.labels?.['app'] === csiPlugin &&
      metadata.deletionTimestamp === undefined &&
      conditionOf(status.conditions, 'Ready')?.status === 'True' &&
      runsSince(status) >= board.boot.startedAt &&
      runsSince(status) <= now - registerSeconds * 1000,
  )
}

/** Milliseconds since the epoch; NaN where it does not run. */
function runsSince({ containerStatuses = [] }: PodObject['status']): number {
  const starts = containerStatuses.map(({ state }) => {
    const { startedAt = '' } = (state['running'] ?? {}) as { startedAt?: string }
    return Date.parse(startedAt)
  })
  return starts.length > 0 ? Math.max(...starts) : Number.NaN
}
