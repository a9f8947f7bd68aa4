import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Timeline } from '#src/model/timeline.ts'
import { type Sighting, sightingsOf } from '../autopsy/sightings.ts'
import { asEvidence } from '../judge.ts'
import { clocksOf } from './clocks.ts'
import { type Moment, timelineOf } from './timeline.ts'

/** More than an autopsy's: it is about all nodes. */
const mostRows = 60

/**
 * What happened, in one order: the lines that findings rest on, the first finding's before all
 * others, and when the API lost nodes and heard them again. Harmless lines come last.
 */
export function timelineOfDiagnosis(
  { findings }: Pick<Diagnosis, 'findings'>,
  index: EvidenceIndex,
): Timeline {
  const clocks = clocksOf(index)
  const linesOf = (some: readonly Finding[]) => some.flatMap(({ evidence }) => evidence)
  const moments: readonly Moment[] = [
    ...linesOf(findings.filter(({ kind }) => kind !== 'benign')),
    ...index.nodes.flatMap((node) =>
      changes(sightingsOf(node, index, clocks)).map(({ by, reason, writer }) => ({
        ...asEvidence(reason, index),
        program: by,
        writer: writer ?? '',
      })),
    ),
    ...linesOf(findings.filter(({ kind }) => kind === 'benign')),
  ]
  return timelineOf(moments, clocks, mostRows)
}

/** Losses, and what came after one: a node that has been Ready for a month is no news. */
function changes(sightings: readonly Sighting[]): Sighting[] {
  const isLoss = ({ kind }: Sighting) => kind === 'lost' || kind === 'lost-now'
  const lostAt = Math.min(...sightings.filter(isLoss).flatMap(({ at }) => at ?? []))
  const follows = ({ kind, at }: Sighting) =>
    kind === 'rebooted' || (kind === 'back' && at !== undefined && at >= lostAt)
  return sightings.filter((sighting) => isLoss(sighting) || follows(sighting))
}
