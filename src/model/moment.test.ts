import { expect, test } from 'vitest'
import { secondsOfMoment } from './moment.ts'

/** By the clock of whoever reads, whatever their zone is. */
const now = new Date(2026, 10, 24, 14, 30, 15)
const at = (...parts: [number, number, number, number?, number?, number?]) =>
  new Date(...parts).getTime() / 1000
const ago = (seconds: number) => now.getTime() / 1000 - seconds

test.each([
  ['2026-11-24 03:00', at(2026, 10, 24, 3)],
  ['2026-11-23 23:59:58', at(2026, 10, 23, 23, 59, 58)],
  ['2026-11-24T03:00:10', at(2026, 10, 24, 3, 0, 10)],
  ['2026-11-20', at(2026, 10, 20)],
  ['03:15', at(2026, 10, 24, 3, 15)],
  ['now', ago(0)],
  ['today', at(2026, 10, 24)],
  ['yesterday', at(2026, 10, 23)],
  ['tomorrow', at(2026, 10, 25)],
  ['2h ago', ago(7200)],
  ['2 hours ago', ago(7200)],
  ['1h 30min ago', ago(5400)],
  ['2h', ago(7200)],
  ['-10m', ago(600)],
  ['-1.5h', ago(5400)],
  ['+5min', ago(-300)],
  ['@1764000000', 1_764_000_000],
  ['2026-11-24T03:00:00Z', Date.UTC(2026, 10, 24, 3) / 1000],
  ['2026-11-24 03:00 UTC', Date.UTC(2026, 10, 24, 3) / 1000],
  ['2026-11-24T03:00:00+01:00', Date.UTC(2026, 10, 24, 2) / 1000],
  ['2026-11-24T03:00:00-0530', Date.UTC(2026, 10, 24, 8, 30) / 1000],
])('%s', (text, seconds) => expect(secondsOfMoment(text, now.getTime())).toBe(seconds))

test.each(['', 'soon', '2 fortnights ago', '2', '-2h ago', '25:00', '2026-13-01', '@', '+', 'ago'])(
  'is no moment: %j',
  (text) => expect(secondsOfMoment(text, now.getTime())).toBeUndefined(),
)
