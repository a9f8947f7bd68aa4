import { trends } from '#src/model/facts/trends.ts'
import type { TrendAnswer } from '#src/model/series.ts'
import { trendOf } from '#src/rules/live/trend.ts'
import { testCheck } from '#test/support/check.ts'
import { facts } from '#test/support/pattern.ts'
import { nothingRunsOut } from './nothing-runs-out.ts'

const day = 86_400_000

/** Twelve days of readings, one each six hours, from one value to another. */
function course(from: number, to: number, days = 12): TrendAnswer {
  const count = days * 4
  const points = Array.from(
    { length: count + 1 },
    (_, at) => [at * (day / 4), from + ((to - from) * at) / count] as const,
  )
  return trendOf({ series: 'disk-available', subject: 'disk/pi01:/', points })
}

testCheck(nothingRunsOut, [
  [
    'a disk that is full within the fortnight',
    [facts(trends, [course(20e9, 10e9)])],
    'fail: disk/pi01:/ at the rate of the last days no room on the disk is left in 12',
  ],
  ['a disk that is full tomorrow', [facts(trends, [course(20e9, 1e9)])], 'fail: critical'],
  ['a disk that lasts for months', [facts(trends, [course(20e9, 18e9)])], 'pass'],
  ['a disk that gets emptier', [facts(trends, [course(10e9, 20e9)])], 'pass'],
  [
    'a young journal beside one that is full soon',
    [facts(trends, [course(20e9, 19e9, 1), course(20e9, 10e9)])],
    'fail',
  ],
])
