import { goalWords } from '#src/model/plan-reading.ts'
import { carryOut } from './carry-out.ts'
import { begin, type RunEnd } from './carrying.ts'
import { runFor } from './runs.ts'
import type { RunSite } from './site.ts'
import { underLease } from './under-lease.ts'
import { underNodeLocks } from './under-node-locks.ts'
import { carryBack, isGoingBack } from './undo.ts'

/**
 * Goes on with a run that stopped or whose process ended in the middle: each step that may have
 * begun is verified on fresh evidence first. A run that was on its way back goes on going back.
 *
 * @param id the newest run that is not settled, if absent
 * @throws usage error `run-none`, `run-unknown` or `run-settled`; cluster error `locked`
 */
export async function resume(id: number | undefined, outside: RunSite): Promise<RunEnd> {
  const { id: run, goal } = runFor('resume', id, outside.journal)
  return underLease(outside, `resume ${goalWords(goal)}`, async (site) => {
    // Asked again: only the holder of the lock knows how far a run is.
    const { digest } = runFor('resume', run, site.journal)
    const { plan } = site.journal.plan(digest)
    const back = isGoingBack(site.journal.entries({ run }))
    return underNodeLocks(site, { plan, run }, async (locked) => {
      site.journal.append({ kind: back ? 'undo-started' : 'run-resumed' }, run)
      const carrying = { run, plan, site: locked }
      begin(carrying, digest, back ? 'back' : 'forth')
      return back ? carryBack(carrying) : carryOut(carrying)
    })
  })
}
