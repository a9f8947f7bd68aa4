import type { LogLine } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'

interface Doubts {
  readonly fromVolume: boolean
  readonly onlyWrites: boolean
}

export function undecided(
  open: readonly LogLine[],
  sense: readonly LogLine[],
  { fromVolume, onlyWrites }: Doubts,
): PatternOutcome {
  const all = [...open, ...sense.filter((line) => !/\bsd \d+:0:0:1:/.test(line.text))]
  if (all.length === 0) return noMatch
  if (!fromVolume && !onlyWrites) return match('suspected', all)
  if (fromVolume && open.length === 0) return noMatch
  return unknown('a medium error of an sdX: a disk in the node, or a Longhorn volume', {
    next: 'lsblk -o NAME,TRAN,MODEL; smartctl -a /dev/DEVICE',
  })
}
