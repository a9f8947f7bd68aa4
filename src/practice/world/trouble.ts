import type { Board } from './board.ts'

/**
 * What befalls a board, with the words its kernel has for it: Linux 6.12,
 * drivers/hwmon/raspberrypi-hwmon.c and mm/oom_kill.c.
 */
const underVoltageBit = 1

/** The supply falls below 4.63 V, or recovers. */
export function underVoltage(board: Board, isLow: boolean): void {
  const { hardware } = board
  if (isLow) {
    hardware.throttledNow |= underVoltageBit
    hardware.throttledSinceBoot |= underVoltageBit
    board.say('kernel', 'hwmon hwmon1: Undervoltage detected!', { priority: 2 })
  } else {
    hardware.throttledNow &= ~underVoltageBit
    board.say('kernel', 'hwmon hwmon1: Voltage normalised')
  }
}

/** Fills the root file system to a share of its size in percent. */
export function fillDisk(board: Board, percent: number): void {
  board.diskUsedBytes = Math.round((board.diskBytes * percent) / 100)
}

/** What has to be read from the disk does not return, or does again. */
export function hangDisk(board: Board, hangs: boolean): void {
  board.disk.hangs = hangs
  // Whoever waited for it goes on then, and ends.
  if (!hangs) board.processes.length = 0
}

/** containerd does not answer any more; what runs goes on. Its next start ends that. */
export function hangRuntime(board: Board, hangs: boolean): void {
  board.hardware.runtimeHungAt = hangs ? board.now() : undefined
}

/** The whole board runs out of memory, and the kernel ends a process. */
export function oomKill(board: Board, { command, pid }: { command: string; pid: number }): void {
  const lines: readonly (readonly [number, string])[] = [
    [
      4,
      `${command} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0`,
    ],
    [
      6,
      `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/${command}.service,task=${command},pid=${pid},uid=0`,
    ],
    [
      3,
      `Out of memory: Killed process ${pid} (${command}) total-vm:2411520kB, anon-rss:1843200kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4096kB oom_score_adj:0`,
    ],
  ]
  for (const [priority, text] of lines) board.say('kernel', text, { priority })
}
