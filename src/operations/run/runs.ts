import type { Journal } from '#src/journal/journal.ts'
import { isLocked } from '#src/journal/lock.ts'
import type { Run } from '#src/model/entry.ts'
import { usageError } from '#src/model/error.ts'
import { isUnsettled } from '#src/model/run-reading.ts'

/** The newest run that neither came to its end nor was settled by a person. */
export function unfinishedRun(journal: Journal): Run | undefined {
  return journal.runs().find(isUnsettled)
}

interface Choice {
  /** What is to be done with the run, as it is typed. */
  readonly verb: 'resume' | 'undo' | 'cancel'
  /** Absent, the newest one is meant that fits. */
  readonly id: number | undefined
  readonly fits: (run: Run) => boolean
}

/** @throws usage error `run-unknown`, or `run-none` where there is none to choose */
export function runNamed({ verb, id, fits }: Choice, journal: Journal): Run {
  if (id !== undefined) return journal.run(id)
  const found = journal.runs().find(fits)
  if (found) return found
  throw usageError('run-none', `There is no run to ${verb}.`, { next: 'bramble runs' })
}

/**
 * The run that `resume` or `undo` is about: the one that is named, else the newest that it fits.
 *
 * @throws usage error `run-none`, `run-unknown`, `run-settled` or `run-undone`
 */
export function runFor(verb: 'resume' | 'undo', id: number | undefined, journal: Journal): Run {
  const fits: (run: Run) => boolean =
    verb === 'undo' ? ({ state }) => state !== 'undone' : isUnsettled
  const run = runNamed({ verb, id, fits }, journal)
  if (fits(run)) return run
  if (verb === 'undo')
    throw usageError('run-undone', `Run ${run.id} was undone already.`, { next: 'bramble runs' })
  throw usageError('run-settled', `Run ${run.id} is settled: ${run.state}.`, {
    next: 'bramble runs',
  })
}

/** A run with the one thing that its entries cannot say: whether its process still lives. */
export interface ListedRun extends Run {
  readonly goesOn: boolean
}

/** The newest runs first. */
export function listRuns(journal: Journal): readonly ListedRun[] {
  const runs = journal.runs()
  const newest = runs.find((run) => run.state === 'unfinished')
  const locked = newest !== undefined && isLocked(journal.folder)
  return runs.map((run) => ({ ...run, goesOn: locked && run === newest }))
}
