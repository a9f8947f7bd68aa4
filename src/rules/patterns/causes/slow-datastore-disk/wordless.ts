import type { LogLine } from '#src/model/line.ts'
import { match, type PatternOutcome } from '#src/model/verdict.ts'
import { writeMilliseconds } from '../../words/busy-disk.ts'
import { ask, type Questions } from './questions.ts'

/** Ten times of what etcd asks of its disk. */
const longWriteMilliseconds = 100

interface Wordless extends Questions {
  readonly cardTestFails: readonly LogLine[]
  readonly measuredSlow: readonly LogLine[]
}

/** The store says nothing of time: what was measured of its disk, or what it did not take. */
export function withoutWords(found: Wordless): PatternOutcome {
  const measured = [...found.cardTestFails, ...found.measuredSlow]
  if (measured.length > 0) return match('suspected', measured)
  const waits = found.busyDisk.filter((row) => writeMilliseconds(row) >= longWriteMilliseconds)
  if (waits.length > 0 && found.apiSlow.length > 0)
    return match('suspected', [...waits, ...found.apiSlow])
  const lost = loseLease(found)
  return lost.length > 0 ? match('suspected', [...found.leaseKey, ...lost]) : ask(found)
}

/** The control plane could not renew what it leads by: its datastore is swamped, or its disk is slow. */
function loseLease({ retried, leaseKey }: Questions): readonly LogLine[] {
  return leaseKey.length > 0 ? retried : []
}
