import { expect, test } from 'vitest'
import type { SeriesName } from '#src/model/series.ts'
import { daily } from '#test/support/course.ts'
import { returnsOf } from './returns.ts'

const hour = 3_600_000
const returns = (series: SeriesName, values: readonly number[]) =>
  daily(series, 'node/pi01', values).returns

test('a counter came again by as much as it rose, and a new start of it takes nothing back', () => {
  expect(returns('unit-restarts', [4, 4, 5, 5, 7, 0, 0, 1])).toEqual({ times: 4, days: 3 })
})

test('trouble came again where it was away before, not where it grew', () => {
  expect(returns('degraded-volumes', [0, 1, 3, 0, 2, 2, 0])).toEqual({ times: 2, days: 2 })
  expect(returns('under-voltage', [1, 1, 0, 1])).toEqual({ times: 1, days: 1 })
})

test('what came several times in a day came on one day', () => {
  const points = [0, 1, 2, 3].map((value) => [value * hour, value] as const)
  const found = returnsOf({ series: 'unit-restarts', subject: 'node/pi01', points })
  expect(found).toEqual({ returns: { times: 3, days: 1 } })
})

test('what was longer ago than a fortnight is left out, and its level is no rise', () => {
  const quiet = Array.from({ length: 14 }, () => 3)
  expect(returns('unit-restarts', [0, 1, 2, 3, ...quiet])).toEqual({ times: 1, days: 1 })
  expect(returns('unit-restarts', [0, 1, 2, 3, 3, ...quiet])).toEqual({ times: 0, days: 0 })
})

test('one reading is no return, and what is left of something never comes again', () => {
  expect(returns('pod-restarts', [12])).toEqual({ times: 0, days: 0 })
  expect(returns('disk-available', [1, 2, 3])).toBeUndefined()
})
