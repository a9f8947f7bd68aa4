import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { digestOf } from '#src/model/canonical-json.ts'
import type { Plan } from '#src/model/plan.ts'
import { usualTimes } from './usual-seconds.ts'

let folder: string
let journal: Journal
let now: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-usual-'))
  now = Date.parse('2026-03-01T12:00:00Z')
  journal = openJournal({ folder, who: 'test', clock: { now: () => now } })
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One run of one drain; `seconds` long where nothing comes between. */
function drained(
  node: string,
  seconds: number,
  { resumed = false, outcome = 'done' as const } = {},
) {
  const plan: Plan = {
    schema: 'bramble/plan/1',
    cluster: 'home',
    goal: { name: 'drain', target: node, options: {} },
    steps: [
      {
        step: 'drain-node',
        title: `Drain ${node}`,
        reason: 'a test',
        risk: 'disruptive',
        undo: 'possible',
        input: { node },
        preview: [],
      },
    ],
    restsOn: [],
    accepted: [],
  }
  const digest = digestOf(plan)
  journal.storePlan(digest, plan)
  const { goal } = plan
  const began = { kind: 'run-started', digest, goal, approvedBy: 'x', approval: 1 } as const
  const run = journal.startRun({ ...began, accepted: [] })
  journal.append({ kind: 'step-started', place: 0, step: 'drain-node', remembered: {} }, run)
  now += seconds * 1000
  if (resumed) journal.append({ kind: 'run-resumed' }, run)
  journal.append({ kind: 'step-ended', place: 0, step: 'drain-node', outcome, how: 'applied' }, run)
  journal.append({ kind: 'run-ended', outcome }, run)
}

test('a step usually takes what it took on that node, and elsewhere where it never ran there', () => {
  drained('pi02', 100)
  drained('pi02', 140)
  drained('pi02', 120)
  drained('pi03', 10)
  const usual = usualTimes(journal)
  expect(usual('drain-node', 'pi02')).toBe(120)
  expect(usual('drain-node', 'pi03')).toBe(10)
  expect(usual('drain-node', 'pi04')).toBe(120)
})

test('nothing is known of a step that never ran, and of one that was cut off for a night', () => {
  drained('pi02', 30_000, { resumed: true })
  const usual = usualTimes(journal)
  expect(usual('drain-node', 'pi02')).toBeUndefined()
  expect(usual('reboot-node', 'pi02')).toBeUndefined()
})
