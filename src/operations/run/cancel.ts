import { BrambleError, usageError } from '#src/model/error.ts'
import { isUnsettled } from '#src/model/run-reading.ts'
import { runNamed } from './runs.ts'
import type { RunSite } from './site.ts'
import { underLock } from './under-lock.ts'
import { begunSteps, stuckStep } from './ways-on.ts'

export type CancelResult =
  /** Its process lives; it stops at its next good place. */
  | { readonly kind: 'asked'; readonly run: number }
  | {
      readonly kind: 'cancelled'
      readonly run: number
      /** Titles of steps that acted, or may have acted, and were left as they are. */
      readonly left: readonly string[]
      readonly next: string
    }

/**
 * Gives a run up and leaves the cluster as it is; a run that goes on is asked to stop.
 *
 * @param id the newest run that is not settled, if absent
 * @throws usage error `run-none`, `run-unknown` or `run-settled`
 */
export async function cancel(id: number | undefined, site: RunSite): Promise<CancelResult> {
  const { id: run } = runNamed({ verb: 'cancel', id, fits: isUnsettled }, site.journal)
  const { state } = site.journal.run(run)
  if (!isUnsettled({ state }))
    throw usageError('run-settled', `Run ${run} is settled: ${state}.`, { next: 'bramble runs' })
  try {
    return await underLock(site, `cancel run ${run}`, async () => giveUp(run, site))
  } catch (error) {
    if (!(error instanceof BrambleError) || error.code !== 'locked') throw error
    site.journal.append({ kind: 'cancel-requested' }, run)
    return { kind: 'asked', run }
  }
}

function giveUp(run: number, { journal }: RunSite): CancelResult {
  const { plan } = journal.plan(journal.run(run).digest)
  const told = { run, plan, site: { journal } }
  const left = begunSteps(told)
    .map(({ planned }) => planned.title)
    .reverse()
  journal.append({ kind: 'run-ended', outcome: 'cancelled' }, run)
  const goesBack = left.length > 0 && stuckStep(told) === undefined
  const next = goesBack
    ? `\`bramble undo ${run}\` still takes back what was done.`
    : 'bramble check'
  return { kind: 'cancelled', run, left, next }
}
