import type { Trends } from '#src/model/series.ts'
import { measure } from '#src/rules/live/measure.ts'
import { trendOf } from '#src/rules/live/trend.ts'
import { marksOf } from './cluster-marks.ts'
import type { LookOptions } from './look-options.ts'
import { observe } from './observe.ts'
import { withMemory } from './remember.ts'

const followedMilliseconds = 30 * 86_400_000

/**
 * Looks once more, and tells where each figure of the last month is going.
 *
 * @param node only what speaks of this node, and of the cluster as a whole
 */
export async function trends(node: string | undefined, options: LookOptions): Promise<Trends> {
  const seen = await observe(options, 'no logs')
  const { observation, index } = seen
  const { cluster, takenAt, coverage } = observation
  const found = withMemory(marksOf(seen), options, (memory) => {
    memory.keep(index.takenAt, (before) => before, measure(index))
    return memory.series(index.takenAt - followedMilliseconds, node)
  })
  return {
    schema: 'bramble/trends/1',
    cluster,
    takenAt,
    trends: (found ?? []).map(trendOf),
    coverage: [...coverage],
  }
}
