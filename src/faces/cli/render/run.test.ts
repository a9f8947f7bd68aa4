import { expect, test } from 'vitest'
import type { RunEvent, RunHappening } from '#src/model/run-event.ts'
import type { Terminal } from '../define-command.ts'
import { makePaint } from './paint.ts'
import { renderRun } from './run.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC' }

/** What a person reads of it; each happening comes half a minute after the one before. */
const told = (...happenings: RunHappening[]) => toldEach(30, happenings)

function toldEach(seconds: number, happenings: readonly RunHappening[]): string {
  let text = ''
  const terminal = { errColumns: 80, err: (part: string) => (text += part) } as unknown as Terminal
  const render = renderRun(terminal, view)
  for (const [place, happening] of happenings.entries()) {
    const at = new Date(Date.UTC(2026, 10, 24, 2) + place * seconds * 1000).toISOString()
    render({ ...happening, run: 7, at } as RunEvent)
  }
  return text
}

const started = { kind: 'step-started', place: 0, step: 'drain-node', title: 'Drain pi03' } as const
const ended = { kind: 'step-ended', place: 0, how: 'applied' } as const

test('a step says how long it took', () => {
  expect(told(started, { ...ended, outcome: 'done' })).toContain('✓ done  30 s\n')
})

test('a step that is undone, of which only the end is told, says no time', () => {
  const undone = { ...ended, outcome: 'undone' } as const
  expect(told(undone)).toBe('  ↶ undone\n')
  expect(told(started, { ...ended, outcome: 'failed', reason: 'no' }, undone)).toMatch(
    /✗ failed {2}30 s: no\n {2}↶ undone\n$/,
  )
})

test('a wait in which only a number goes on is told again after half a minute', () => {
  const waits = (reason: string) =>
    ({ kind: 'waiting', place: 0, title: 'node to be Ready', reason, limitSeconds: 300 }) as const
  const counts = Array.from({ length: 8 }, (_, place) =>
    waits(`lease renewed ${900 + place} s ago`),
  )
  const lines = toldEach(5, [started, ...counts, waits('K3s starts'), started, waits('K3s starts')])
  expect(lines.match(/renewed \d+/g)).toEqual(['renewed 900', 'renewed 906'])
  expect(lines.match(/K3s starts/g)).toHaveLength(2)
})
