import type { Entry } from '#src/model/entry.ts'
import { BrambleError, usageError } from '#src/model/error.ts'
import type { PlannedStep } from '#src/model/plan.ts'
import { goalWords, mendingWords } from '#src/model/plan-reading.ts'
import { stepOf } from '#src/steps/index.ts'
import { refuseSpent, refuseUnfinished } from './approve.ts'
import { contextFor } from './carry-out.ts'
import {
  begin,
  type Carrying,
  end,
  type RunEnd,
  Stopped,
  stopIfAsked,
  stopIfLost,
} from './carrying.ts'
import { runFor } from './runs.ts'
import type { RunSite } from './site.ts'
import { tell } from './tell.ts'
import { underLease } from './under-lease.ts'
import { underNodeLocks } from './under-node-locks.ts'
import { begunSteps, stuckStep } from './ways-on.ts'

/**
 * Takes a run back, last step first, to what each step remembered from before. A step that may
 * have begun is taken back as well as one that was done.
 *
 * @param approval id of an `undo-approved` entry that nothing went back with
 * @throws usage error `approval-unknown`, `approval-used`, `approval-too-old`, `run-undone`,
 *   `run-unfinished` (another one) or `undo-impossible`, before anything is changed; cluster error
 *   `locked`
 */
export async function undo(approval: number, outside: RunSite): Promise<RunEnd> {
  const { run } = outside.journal.undoApproval(approval)
  const { goal } = runFor('undo', run, outside.journal)
  return underLease(outside, `undo ${goalWords(goal)}`, async (site) => {
    // Asked under the lock: two runners with one approval cannot both find it unused.
    refuseSpent(site.journal.undoApproval(approval), `undo ${run}`, site.clock)
    const { digest } = runFor('undo', run, site.journal)
    refuseUnfinished(site.journal, run)
    const { plan } = site.journal.plan(digest)
    const carrying = { run, plan, site }
    refuseImpossible(carrying)
    return underNodeLocks(site, { plan, run }, async (locked) => {
      site.journal.append({ kind: 'undo-started', approval }, run)
      const own = { ...carrying, site: locked }
      begin(own, digest, 'back')
      return carryBack(own)
    })
  })
}

/** True where the last turn of a run was to go back. */
export function isGoingBack(entries: readonly Entry[]): boolean {
  const turn = entries
    .map((entry) => entry.happening.kind)
    .findLast((kind) => kind === 'run-started' || kind === 'run-resumed' || kind === 'undo-started')
  return turn === 'undo-started'
}

function refuseImpossible(carrying: Carrying): void {
  const stuck = stuckStep(carrying)
  if (stuck === undefined) return
  const { run, site } = carrying
  // Only what stopped midway can be given up.
  const isSettled = site.journal.run(run).state === 'done'
  throw usageError('undo-impossible', `${stuck} cannot be undone.`, {
    next: isSettled
      ? `bramble history --run ${run}`
      : `\`bramble cancel ${run}\` leaves things as they are.`,
  })
}

export async function carryBack(carrying: Carrying): Promise<RunEnd> {
  const begun = begunSteps(carrying)
  for (const { planned, place, remembered } of begun) {
    const problem = await takeBack(planned, place, remembered, carrying)
    if (problem)
      return end(carrying, 'stopped', problem, `\`bramble undo ${carrying.run}\` tries again.`)
  }
  const mending = mendingWords(begun.map(({ planned }) => planned))
  return end(carrying, 'undone', mending && `this ${mending}`)
}

async function takeBack(
  planned: PlannedStep,
  place: number,
  remembered: unknown,
  carrying: Carrying,
): Promise<string | undefined> {
  const { run, site } = carrying
  const step = { place, step: planned.step }
  try {
    stopIfAsked(carrying)
    await stopIfLost(carrying, stepOf(planned.step).about(planned.input).node)
    await stepOf(planned.step).takeBack(planned.input, remembered, contextFor(place, carrying))
  } catch (error) {
    if (error instanceof Stopped) return error.message
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    const reason = error.message
    site.journal.append({ kind: 'step-undone', ...step, outcome: 'failed', reason }, run)
    return reason
  }
  site.journal.append({ kind: 'step-undone', ...step, outcome: 'done' }, run)
  tell(carrying, { kind: 'step-ended', place, outcome: 'undone', how: 'applied' })
  return undefined
}
