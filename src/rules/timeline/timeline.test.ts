import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Timeline } from '#src/model/timeline.ts'
import type { Clocks } from './clocks.ts'
import { type Moment, timelineOf } from './timeline.ts'

/** pi02's clock is a minute ahead; the API's times are those of pi01. */
const clocks: Clocks = {
  offsets: [{ node: 'pi02', offsetSeconds: 60, uncertaintySeconds: 0.1 }],
  correct: (at, writer) => (writer === 'pi02' ? at - 60_000 : at),
  api: 'pi01',
}
const at = (time: string) => `2026-11-24T${time}.000Z`
const moment = (parts: Partial<Moment> & { readonly text: string }): Moment => ({
  id: 'node/pi01/log/kernel',
  node: 'pi01',
  program: 'kernel',
  count: 1,
  at: at('03:00:00'),
  ...parts,
})
const told = (moments: readonly Moment[], most?: number) =>
  timelineOf(moments, clocks, most).rows.map(
    ({ at: time, node, text, count }) => `${time.slice(11, 19)} ${node} ${text} ×${count}`,
  )

describe('one timeline of many logs', () => {
  test('each time is corrected by the clock that wrote it', () => {
    expect(
      told([
        moment({ id: 'node/pi02/log/k3s', node: 'pi02', text: 'b', at: at('03:00:50') }),
        moment({ text: 'a', at: at('03:00:00') }),
        // The API speaks of pi02 by the time of its own server.
        moment({ id: 'api/events', node: 'pi02', text: 'c', at: at('03:00:20') }),
        // In a file only the node that a line names is known.
        moment({ id: 'f1', node: 'pi02', text: 'd', at: at('03:01:30') }),
        moment({ id: 'api/nodes', node: 'pi02', text: 'e', at: at('03:01:40'), writer: 'pi02' }),
      ]),
    ).toEqual([
      '02:59:50 pi02 b ×1',
      '03:00:00 pi01 a ×1',
      '03:00:20 pi02 c ×1',
      '03:00:30 pi02 d ×1',
      '03:00:40 pi02 e ×1',
    ])
  })

  test('what differs in numbers is folded, within one story and one node', () => {
    const line = (number: number, time: string, node = 'pi01') =>
      moment({
        node,
        id: `node/${node}/log/kernel`,
        text: `mmcblk0: error -110, sector ${number}`,
        at: at(time),
      })
    const rows = timelineOf(
      [line(1, '03:00:00'), line(22, '03:05:00'), line(333, '03:01:00'), line(4, '05:00:00')],
      clocks,
    ).rows
    expect(rows).toMatchObject([
      {
        at: at('03:00:00'),
        lastAt: at('03:05:00'),
        count: 3,
        text: 'mmcblk0: error -110, sector 1',
      },
      { at: at('05:00:00'), count: 1 },
    ])
    expect(told([line(1, '03:00:00'), line(1, '03:01:00', 'pi03')])).toHaveLength(2)
  })

  test('the same line that two logs hold happened once', () => {
    const both = [
      moment({ id: 'node/pi01/log/kernel', text: 'x 1', count: 2 }),
      moment({ id: 'node/pi01/log/system', text: 'x 1', count: 2 }),
    ]
    expect(told(both)).toEqual(['03:00:00 pi01 x 1 ×2'])
  })

  test('beyond the bound the last ones given are left out, and that is said', () => {
    const many = Array.from({ length: 50 }, (_, number) =>
      moment({
        text: `${'abcdefghij'[number % 10]}${'klmno'[Math.floor(number / 10)]}`,
        at: at(`03:${String(59 - number).padStart(2, '0')}:00`),
      }),
    )
    const { rows, left } = timelineOf(many, clocks, 10)
    expect([rows.length, left]).toEqual([10, 40])
    expect(rows.map(({ at: time }) => time)).toEqual(rows.map(({ at: time }) => time).sort())
    expect(rows.at(-1)?.at).toBe(at('03:59:00'))
    expect(rows[0]?.at).toBe(at('03:50:00'))
  })

  test('what has no date is in no timeline', () => {
    expect(told([{ id: 'f1', text: 'x', count: 1 }])).toEqual([])
  })

  test('counts are kept, order is by time, any evidence fits the schema', () => {
    const any = fc.record({
      id: fc.constantFrom('node/pi01/log/kernel', 'node/pi02/log/k3s', 'api/events', 'f1'),
      node: fc.constantFrom('pi01', 'pi02'),
      program: fc.constantFrom('kernel', 'k3s'),
      text: fc.string({ maxLength: 20 }),
      count: fc.integer({ min: 1, max: 100 }),
      at: fc
        .integer({ min: 0, max: 3600 })
        .map((second) => new Date(1_795_400_000_000 + second * 1000).toISOString()),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (moments) => {
        const timeline = timelineOf(moments, clocks, 1000)
        expect(Timeline.parse(timeline)).toEqual(timeline)
        const times = timeline.rows.map(({ at: time }) => Date.parse(time))
        expect(times).toEqual(times.toSorted((one, other) => one - other))
        const sum = (counts: readonly { count: number }[]) =>
          counts.reduce((all, { count }) => all + count, 0)
        expect(sum(timeline.rows)).toBeLessThanOrEqual(sum(moments))
      }),
    )
  })
})
