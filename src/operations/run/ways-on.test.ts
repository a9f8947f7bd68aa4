import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { fixedClock } from '#src/model/clock.ts'
import type { Plan } from '#src/model/plan.ts'
import { undoWords } from '#src/model/plan-reading.ts'
import { stuckStep, waysOn } from './ways-on.ts'

let folder: string
let journal: Journal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-ways-'))
  journal = openJournal({ folder, who: 'pi@desk', clock: fixedClock(0) })
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

function planOf(...undo: readonly Plan['steps'][number]['undo'][]): Plan {
  const steps = undo.map((way, place) => ({
    step: 'wait',
    title: `Step ${place + 1}`,
    reason: 'so',
    risk: 'safe' as const,
    undo: way,
    input: {},
    preview: [],
  }))
  const goal = { name: 'reboot', target: 'pi03', options: {} }
  return {
    schema: 'bramble/plan/1',
    cluster: 'home',
    goal,
    steps,
    restsOn: [],
    accepted: [],
  }
}

/** A run of which so many steps have begun. */
function begun(plan: Plan, steps: number) {
  journal.storePlan('7f3a', plan)
  const { goal } = plan
  const run = journal.startRun({
    kind: 'run-started',
    digest: '7f3a',
    goal,
    approvedBy: 'terminal',
    approval: 1,
    accepted: [],
  })
  for (const place of Array(steps).keys())
    journal.append({ kind: 'step-started', place, step: 'wait', remembered: {} }, run)
  return { run, plan, site: { journal } }
}

test('a run goes back while no step without a way back has begun', () => {
  const told = begun(planOf('possible', 'impossible'), 1)
  expect(stuckStep(told)).toBeUndefined()
  expect(waysOn(told)).toMatch(/resume 1`.*undo 1` goes back.*cancel 1`/)
})

test('with such a step begun no way back is offered, and the step is named', () => {
  const told = begun(planOf('possible', 'impossible', 'possible'), 3)
  expect(stuckStep(told)).toBe('Step 2')
  expect(waysOn(told)).toMatch(/resume 1`.*cancel 1`.*Step 2 cannot be undone/)
  expect(waysOn(told)).not.toContain('bramble undo')
})

test('before the first step there is nothing to take back', () => {
  expect(waysOn(begun(planOf('possible'), 0))).toMatch(/cancel 1` gives it up: nothing was changed/)
})

test.each([
  [['possible', 'possible'] as const, /takes all of it back$/],
  [['possible', 'impossible', 'impossible'] as const, /as long as step 2 \(Step 2\) has not begun/],
  [['impossible', 'possible'] as const, /^none of it can be taken back once step 1 \(Step 1\)/],
])('a plan of %j says before it starts what can go back', (ways, words) => {
  expect(undoWords(planOf(...ways))).toMatch(words)
})

test('a power cycle that may be mended is not promised to be taken back', () => {
  const { steps, ...plan } = planOf('possible')
  const cycle = { ...plan, steps: steps.map((step) => ({ ...step, step: 'cycle-power' })) }
  expect(undoWords(cycle)).toMatch(/gives the power back .* what it cut short stay/)
})
