import { expect, test } from 'vitest'
import type { RunEvent, RunHappening } from '#src/model/run-event.ts'
import type { Terminal } from '../define-command.ts'
import { makePaint } from './paint.ts'
import { renderRun } from './run.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'UTC' }

/** What a person reads of it; each happening comes half a minute after the one before. */
function told(...happenings: RunHappening[]): string {
  let text = ''
  const terminal = { errColumns: 80, err: (part: string) => (text += part) } as unknown as Terminal
  const render = renderRun(terminal, view)
  for (const [place, happening] of happenings.entries()) {
    const at = new Date(Date.UTC(2026, 10, 24, 2) + place * 30_000).toISOString()
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
