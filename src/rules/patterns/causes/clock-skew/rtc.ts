import { type LogLine, lines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'

/** `timedatectl` shows the system's clock above the one on the board (systemd src/timedate). */
const stamp = String.raw`[A-Z][a-z]{2} (?<date>\d{4}-\d\d-\d\d) (?<time>\d\d:\d\d:\d\d)`
export const universal = lines('Universal time: ', new RegExp(`Universal time: ${stamp} UTC`))
export const onBoard = lines('RTC time: ', new RegExp(`RTC time: ${stamp}`))
/** The board's clock then runs in another zone: the two differ by hours, and both are right. */
export const localRtc = lines('RTC in local TZ: yes')

/** Longer than a clock on a board drifts within months. */
const apartSeconds = 300

interface Clocks {
  readonly universal: readonly LogLine[]
  readonly onBoard: readonly LogLine[]
  readonly localRtc: readonly LogLine[]
}

/** Both lines, where the two clocks of one answer are minutes apart: one of them is wrong. */
export function clocksApart({ universal, onBoard, localRtc }: Clocks): Reason[] {
  if (localRtc.length > 0) return []
  return universal.flatMap((system) => {
    const board = onBoard.find(({ evidence }) => evidence === system.evidence)
    if (!board || Math.abs(momentOf(system) - momentOf(board)) / 1000 < apartSeconds) return []
    return [system, board]
  })
}

function momentOf({ groups }: LogLine): number {
  return Date.parse(`${groups['date']}T${groups['time']}Z`)
}
