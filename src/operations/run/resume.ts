import { usageError } from '#src/model/error.ts'
import { carryOut, type RunEnd } from './carry-out.ts'
import { runNamed } from './runs.ts'
import type { RunSite } from './site.ts'
import { underLock } from './under-lock.ts'
import { carryBack, isGoingBack } from './undo.ts'

/**
 * Goes on with a run that stopped or whose process ended in the middle: each step that may have
 * begun is verified on fresh evidence first. A run that was on its way back goes on going back.
 *
 * @param id the newest run that is not settled, if absent
 * @throws usage error `run-none`, `run-unknown` or `run-settled`; cluster error `locked`
 */
export async function resume(id: number | undefined, site: RunSite): Promise<RunEnd> {
  const open = (state: string) => state === 'unfinished' || state === 'stopped'
  const { id: run, goal } = runNamed(site.journal, id, ({ state }) => open(state))
  return underLock(site, `resume ${goal.name} ${goal.target}`, async () => {
    // Read again: only the holder of the lock knows how far a run is.
    const { state, digest } = site.journal.run(run)
    if (!open(state))
      throw usageError('run-settled', `Run ${run} is settled: ${state}.`, { next: 'bramble runs' })
    const { plan } = site.journal.plan(digest)
    const back = isGoingBack(site.journal.entries({ run }))
    site.journal.append({ kind: back ? 'undo-started' : 'run-resumed' }, run)
    site.events({ kind: 'run-started', run, plan })
    return back ? carryBack({ run, plan, site }) : carryOut({ run, plan, site })
  })
}
