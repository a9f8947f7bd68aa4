import type { Board } from './board.ts'

/** What a kubelet judges a board by: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/ */

/** Less of the root file system is free than K3s's kubelet wants. */
export function isDiskFull({ diskUsedBytes, diskBytes, hardware }: Board): boolean {
  return diskBytes - diskUsedBytes < (diskBytes * hardware.evictsBelow.diskPercent) / 100
}

/** Less memory is available than its kubelet wants; K3s's own wants nothing. */
export function isMemoryShort({ memoryBytes, memoryUsedBytes, hardware }: Board): boolean {
  return memoryBytes - memoryUsedBytes < hardware.evictsBelow.memoryBytes
}

/** How long the container runtime of a board that is on has not answered; undefined where it does. */
export function runtimeHungSeconds(board: Board): number | undefined {
  const { runtimeHungAt } = board.hardware
  return runtimeHungAt === undefined ? undefined : (board.now() - runtimeHungAt) / 1000
}
