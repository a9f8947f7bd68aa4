import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { fixedClock } from '#src/model/clock.ts'
import type { Plan } from '#src/model/plan.ts'
import { undoWords } from '#src/model/plan-reading.ts'
import { steps } from '#src/steps/index.ts'
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
  [
    ['possible', 'impossible', 'impossible'] as const,
    /^until step 2 \(Step 2\) begins, `bramble undo` goes back; after that/,
  ],
  [['impossible', 'possible'] as const, /^none of it can be taken back once step 1 \(Step 1\)/],
])('a plan of %j says before it starts what can go back', (ways, words) => {
  expect(undoWords(planOf(...ways))).toMatch(words)
})

/** A plan whose first step undo mends, whatever its name is. */
function mendedPlan(...undo: readonly Plan['steps'][number]['undo'][]): Plan {
  const { steps, ...plan } = planOf(...undo)
  const mends = 'gives the power back; the boot stays'
  return { ...plan, steps: steps.map((step, place) => (place === 0 ? { ...step, mends } : step)) }
}

describe('what can be mended and not made undone', () => {
  test('is not promised to be taken back before it starts', () => {
    expect(undoWords(mendedPlan('possible'))).toBe(
      '`bramble undo` gives the power back; the boot stays',
    )
  })

  test('does not hide that a later step has no way back at all', () => {
    expect(undoWords(mendedPlan('possible', 'impossible'))).toMatch(
      /^until step 2 \(Step 2\) begins, .* gives the power back; the boot stays; after that there is no way/,
    )
  })

  test('is not said to go back once it has begun', () => {
    const words = waysOn(begun(mendedPlan('possible', 'possible'), 1))
    expect(words).toMatch(
      /resume 1`.*cancel 1`.*Not all of it can be taken back: `bramble undo 1` gives the power/,
    )
    expect(words).not.toContain('goes back')
  })

  test('is nothing yet while another step has begun', () => {
    const { steps, ...plan } = mendedPlan('possible', 'possible')
    const words = waysOn(begun({ ...plan, steps: steps.toReversed() }, 1))
    expect(words).toContain('`bramble undo 1` goes back')
  })
})

test('every step that cuts power says what its undo gives back: a boot is never taken back', () => {
  const cutting = steps.filter(({ cutsPower }) => cutsPower)
  expect(cutting.map(({ id }) => id).toSorted()).toEqual(['cycle-power', 'power-off-node'])
  for (const { id, mends } of cutting) expect(mends, id).toMatch(/^gives the power back/)
})
