import { stepStateOf } from '#src/journal/run-state.ts'
import { mendingWords } from '#src/model/plan-reading.ts'
import type { Carrying } from './carrying.ts'

/** A run as far as its journal tells it. */
export type Told = Pick<Carrying, 'run' | 'plan'> & {
  readonly site: Pick<Carrying['site'], 'journal'>
}

/** Steps that acted or may have acted, the last one first. */
export function begunSteps({ plan, site, run }: Told) {
  const entries = site.journal.entries({ run })
  return plan.steps
    .map((planned, place) => ({ planned, place, ...stepStateOf(place, entries) }))
    .filter(({ state }) => state === 'started' || state === 'done')
    .reverse()
}

/** The title of the begun step that keeps a run from going back; undefined where it can. */
export function stuckStep(told: Told): string | undefined {
  return begunSteps(told).find(({ planned }) => planned.undo === 'impossible')?.planned.title
}

/** What the reader of a run that stopped midway can do next: only what this run can. */
export function waysOn(told: Told): string {
  const { run } = told
  const on = `\`bramble resume ${run}\` goes on`
  const leave = `\`bramble cancel ${run}\` leaves things as they are`
  const stuck = stuckStep(told)
  if (stuck !== undefined)
    return `${on}, ${leave}. There is no way back: ${stuck} cannot be undone.`
  const begun = begunSteps(told)
  if (begun.length === 0)
    return `${on}, \`bramble cancel ${run}\` gives it up: nothing was changed yet.`
  const mending = mendingWords(begun.map(({ planned }) => planned))
  return mending === undefined
    ? `${on}, \`bramble undo ${run}\` goes back, ${leave}.`
    : `${on}, ${leave}. Not all of it can be taken back: \`bramble undo ${run}\` ${mending}.`
}
