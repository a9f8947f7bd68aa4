import { cancelRequested } from '#src/journal/run-state.ts'
import { isEndOfSession } from '#src/model/end-of-session.ts'
import type { Plan } from '#src/model/plan.ts'
import type { RunSite } from './site.ts'
import { tell } from './tell.ts'
import { usualTimes } from './usual-seconds.ts'

/** One run of one plan, by this process; the lock is held by the caller. */
export interface Carrying {
  readonly run: number
  readonly plan: Plan
  readonly site: RunSite
  /** True where the gates of the first step were asked a moment ago, under this lock. */
  readonly justAsked?: boolean
}

/** How a run ended, or where it stopped. */
export interface RunEnd {
  readonly run: number
  readonly outcome: 'done' | 'stopped' | 'undone' | 'cancelled'
  readonly reason?: string
  /** How to go on or back. */
  readonly next?: string
}

export const stoppedOnRequest = 'somebody asked it to stop'

function whyStopped(signal: AbortSignal): string {
  return isEndOfSession(signal) ? 'its process was told to end, as at a shutdown' : stoppedOnRequest
}

/** The run has to stop, and this is a good place. The message says why. */
export class Stopped extends Error {}

/** @throws Stopped where somebody asked this run to stop */
export function stopIfAsked({ run, site }: Carrying): void {
  if (cancelRequested(site.journal.entries({ run }))) throw new Stopped(stoppedOnRequest)
  if (site.stop.aborted) throw new Stopped(whyStopped(site.stop))
}

/**
 * Asked before each step.
 *
 * @param node that the step touches, if it is one
 * @throws Stopped where another Bramble holds the cluster's Lease, or the node's lock, by now
 */
export async function stopIfLost({ run, site }: Carrying, node?: string): Promise<void> {
  const reason = await site.lease?.lost()
  if (reason !== undefined) {
    site.journal.append({ kind: 'lease', state: 'lost', reason }, run)
    throw new Stopped(reason)
  }
  // What cannot be asked is not lost, but whoever reads the journal must see that it was not held.
  const unseen = site.lease?.absent
  if (unseen !== undefined)
    site.journal.append({ kind: 'lease', state: 'absent', reason: unseen }, run)
  const other = node === undefined ? undefined : await site.nodeLocks?.lost(node)
  if (node === undefined || other === undefined) return
  site.journal.append({ kind: 'node-lock', node, state: 'lost', reason: other }, run)
  throw new Stopped(other)
}

/** Tells whoever follows it that a run goes on from here. */
export function begin(carrying: Carrying, digest: string, direction: 'forth' | 'back'): void {
  const { goal, steps } = carrying.plan
  const usual = usualTimes(carrying.site.journal)
  tell(carrying, {
    kind: 'run-started',
    digest,
    goal,
    direction,
    steps: steps.map(({ step, title, input }) => {
      const usualSeconds = direction === 'forth' ? usual(step, input['node']) : undefined
      return { step, title, ...(usualSeconds !== undefined && { usualSeconds }) }
    }),
  })
}

/** Writes how a run ended, and tells it. What nodes say of it is taken away before: not after a kill. */
export async function end(
  carrying: Carrying,
  outcome: RunEnd['outcome'],
  reason?: string,
  next?: string,
): Promise<RunEnd> {
  const { site, run } = carrying
  await site.unmark?.()
  const why = reason === undefined ? {} : { reason }
  const how = { ...why, ...(next !== undefined && { next }) }
  site.journal.append({ kind: 'run-ended', outcome, ...how }, run)
  tell(carrying, { kind: 'run-ended', outcome, ...why })
  return { run, outcome, ...how }
}
