import type { Origin } from '#src/model/facts/define.ts'
import type { SeriesName, TrendAnswer } from '#src/model/series.ts'
import { because, match, type PatternOutcome } from '#src/model/verdict.ts'
import { returnsDays } from '../../live/returns.ts'
import { at } from './node-kernel.ts'

/** One bad day, or the two that an update of a week apart takes, is nothing that goes on. */
const fewestDays = 3
/** Where a whole cluster restarts, a line for each pod says nothing more. */
const mostSubjects = 5

interface Recurring {
  readonly series: SeriesName
  /** What happened, before "3 times". */
  readonly words: string
}

/** One match for each subject to which it happened on several days, the most often first. */
export function recurring(
  trends: readonly (TrendAnswer & Origin)[],
  { series, words }: Recurring,
): PatternOutcome[] {
  return trends
    .filter((trend) => trend.series === series && (trend.returns?.days ?? 0) >= fewestDays)
    .toSorted(
      (one, other) => timesOf(other) - timesOf(one) || (one.subject < other.subject ? -1 : 1),
    )
    .slice(0, mostSubjects)
    .map((trend) => {
      const { subject, returns } = trend
      const node = /^node\/(.+)$/.exec(subject)?.[1]
      const [, namespace, pod] = /^pod\/([^/]+)\/(.+)$/.exec(subject) ?? []
      const text = `${words} ${timesOf(trend)} times, on ${returns?.days} of the last ${returnsDays} days`
      return match('confirmed', [because(at(node, trend), text)], {
        subject,
        fill: { ...(node && { node }), ...(namespace && pod && { namespace, pod }) },
      })
    })
}

function timesOf({ returns }: TrendAnswer): number {
  return returns?.times ?? 0
}
