import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { trends } from '#src/model/facts/trends.ts'
import type { Series } from '#src/model/series.ts'
import { measure } from '#src/rules/live/measure.ts'
import { trendOf } from '#src/rules/live/trend.ts'
import { marksOf } from './cluster-marks.ts'
import type { LookOptions } from './look-options.ts'
import type { Seen } from './observe.ts'
import { withMemory } from './remember.ts'

const dayMilliseconds = 86_400_000
const followedMilliseconds = 30 * dayMilliseconds

/**
 * Keeps the figures of this look, and lays beside what was seen where they have been going. Rules
 * stay pure: for them the journal's course is evidence like any other.
 */
export function withTrends(seen: Seen, options: Pick<LookOptions, 'env' | 'onNote'>): Seen {
  const { observation, index } = seen
  const followed = withMemory(marksOf(seen), options, (memory) => {
    memory.keep(index.takenAt, (before) => before, measure(index))
    return memory
      .series(index.takenAt - followedMilliseconds)
      .filter(({ points }) => isRead(points, index.takenAt))
  })
  if (!followed) return seen
  const piece: Evidence = {
    id: 'journal-trends',
    kind: trends.kind,
    source: 'the journal of the looks before',
    takenAt: observation.takenAt,
    outcome: 'answered',
    truncated: false,
    redacted: 0,
    // A course is what counts; its points are told by `bramble trends`.
    records: followed.map((series) => ({ ...trendOf(series), points: [] })),
  }
  const own = indexEvidence([piece], [], index.takenAt)
  return {
    ...seen,
    observation: { ...observation, evidence: [...observation.evidence, piece] },
    index: {
      ...index,
      asked: new Set([...index.asked, trends.kind]),
      facts: new Map([...index.facts, ...own.facts]),
      sources: new Map([...index.sources, ...own.sources]),
    },
  }
}

/** A disk or a node that is gone for a day runs out of nothing any more. */
function isRead(points: Series['points'], now: number): boolean {
  const [readAt] = points.at(-1) ?? []
  return readAt !== undefined && readAt >= now - dayMilliseconds
}
