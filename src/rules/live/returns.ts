import type { Series, TrendAnswer } from '#src/model/series.ts'

const dayMilliseconds = 86_400_000
/** What happened before that is another story. */
export const returnsDays = 14

/** Counters that only a restart of what they count sets back. */
const counters: ReadonlySet<string> = new Set(['unit-restarts', 'pod-restarts'])
/** Figures that are zero while all is well: each rise from there is a new beginning. */
const troubles: ReadonlySet<string> = new Set(['degraded-volumes', 'under-voltage'])

/**
 * How often something came again in the fortnight before the newest reading, and on how many days
 * (UTC). Looks that were far apart have missed some of it: it was so often at least.
 */
export function returnsOf({ series, points }: Series): Pick<TrendAnswer, 'returns'> {
  const isCounter = counters.has(series)
  if (!isCounter && !troubles.has(series)) return {}
  const [newest = 0] = points.at(-1) ?? []
  const rises = points
    .map(([at, value], place) => ({ at, value, before: points[place - 1]?.[1] ?? value }))
    .filter(({ value, before }) => value > before && (isCounter || before === 0))
    .filter(({ at }) => at >= newest - returnsDays * dayMilliseconds)
  const amounts = rises.map(({ value, before }) => (isCounter ? value - before : 1))
  return {
    returns: {
      times: amounts.reduce((sum, amount) => sum + amount, 0),
      days: new Set(rises.map(({ at }) => Math.floor(at / dayMilliseconds))).size,
    },
  }
}
