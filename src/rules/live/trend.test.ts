import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SeriesName } from '#src/model/series.ts'
import { trendOf } from './trend.ts'

const start = Date.parse('2026-03-01T00:00:00Z')
const hour = 3_600_000
const giga = 1e9

function trend(values: readonly number[], name: SeriesName = 'memory-available', every = hour) {
  const points = values.map((value, place) => [start + place * every, value] as const)
  return trendOf({ series: name, subject: 'node/pi01', points })
}

const hours = (count: number, valueAt: (hour: number) => number) =>
  Array.from({ length: count }, (_, place) => valueAt(place))
/** A flutter that is the same each time. */
const flutter = (place: number) => (((place * 7919) % 101) / 101 - 0.5) * 0.02 * giga

describe('finds', () => {
  test('memory that creeps away, and when it is gone', () => {
    // 4 GB, 0.5 GB a day: after 4 days 2 GB are left, for another 4.
    const found = trend(hours(97, (at) => 4 * giga - (at / 24) * 0.5 * giga + flutter(at)))
    expect(found.direction).toBe('falling')
    expect(found.perDay).toBeCloseTo(-0.5 * giga, -8)
    expect(found.goneInDays?.[0]).toBeGreaterThan(3)
    expect(found.goneInDays?.[1]).toBeLessThan(5)
  })

  test('a datastore that gets slower', () => {
    expect(
      trend(
        hours(200, (at) => 10 + at / 4),
        'datastore-p99',
      ).direction,
    ).toBe('rising')
  })

  test('what creeps since the last reboot, whatever was before', () => {
    const found = trend(
      hours(240, (at) => (at < 120 ? 3 * giga : 7 * giga - ((at - 120) / 24) * giga) + flutter(at)),
    )
    expect(found.direction).toBe('falling')
    expect(found.perDay).toBeCloseTo(-giga, -8)
  })
})

describe('stays quiet', () => {
  test('while a log grows and is rotated each day', () => {
    const sawtooth = hours(240, (at) => 20 * giga - (at % 24) * 0.1 * giga)
    expect(trend(sawtooth, 'disk-available').direction).not.toBe('falling')
  })

  test('after one large file', () => {
    expect(
      trend(
        hours(96, (at) => (at < 50 ? 20 : 12) * giga),
        'disk-available',
      ).direction,
    ).toBe('steady')
  })

  test('on a flutter', () => {
    expect(trend(hours(200, (at) => 4 * giga + flutter(at))).direction).toBe('steady')
  })

  test('on a day and a night', () => {
    const day = hours(24 * 9, (at) => 4 * giga + Math.sin((at / 24) * 2 * Math.PI) * 0.8 * giga)
    expect(trend(day).direction).toBe('steady')
  })
})

describe('cannot tell', () => {
  test.each([
    ['nothing', []],
    ['one reading', [4 * giga]],
    ['a day', hours(24, (at) => 4 * giga - at * 0.1 * giga)],
    ['the first hours after a reboot', hours(120, (at) => (at < 100 ? 1 : 6 - at * 0.01) * giga)],
  ])('from %s', (_, values) => {
    expect(trend(values)).toMatchObject({ direction: 'unknown' })
  })

  test('from few readings far apart', () => {
    expect(
      trend(
        [4, 3, 2, 1].map((value) => value * giga),
        'memory-available',
        24 * hour,
      ).direction,
    ).toBe('unknown')
  })
})

test('whatever the numbers, no direction without a change and no end in the past', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { maxLength: 60 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 48 }), (list, every) => {
      const { direction, perDay, goneInDays } = trend(list, 'disk-available', every * hour)
      if (direction === 'falling') expect(perDay).toBeLessThan(0)
      if (direction === 'rising') expect(perDay).toBeGreaterThan(0)
      if (goneInDays) {
        expect(goneInDays[0]).toBeGreaterThanOrEqual(0)
        expect(goneInDays[1]).toBeGreaterThanOrEqual(goneInDays[0])
      }
    }),
  )
})
