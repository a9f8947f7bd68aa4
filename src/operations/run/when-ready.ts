import { setTimeout as delay } from 'node:timers/promises'
import { clusterError } from '#src/model/error.ts'
import type { GateAnswer } from '#src/model/plan.ts'
import { lookForPlan, makePlan, type PlanMade, type PlanRequest, planOn } from './make-plan.ts'
import type { PlanningSite } from './site.ts'

export interface Patience {
  readonly limitSeconds: number
  /** Which gates are waited for; told again only where that has changed. */
  readonly onWaiting: (refusals: readonly GateAnswer[]) => void
  readonly signal: AbortSignal
  /** A test may make it shorter. */
  readonly sleep?: (milliseconds: number) => Promise<void>
}

const lookMilliseconds = 15_000

/**
 * Makes a plan, and where gates refuse it looks again until none does or the time is over. Each
 * look asks all gates: one that was open may have closed while another one was waited for.
 *
 * @returns the last plan, with what still refuses at the end of the time
 * @throws cluster error `interrupted`; whatever `makePlan` throws
 */
export async function planWhenReady(
  request: PlanRequest,
  site: PlanningSite,
  patience: Patience,
): Promise<PlanMade> {
  const { limitSeconds, onWaiting } = patience
  const first = await makePlan(request, site)
  let made = first
  let told = ''
  const looks = Math.ceil((limitSeconds * 1000) / lookMilliseconds)
  for (let look = 1; look <= looks && made.refusals.length > 0; look += 1) {
    const names = made.refusals.map(({ gate, subject }) => `${gate} ${subject}`).join()
    if (names !== told) onWaiting(made.refusals)
    told = names
    await pause(Math.min(lookMilliseconds, limitSeconds * 1000), patience)
    // What was accepted may have opened by itself: that is no mistake of whoever accepted it.
    made = planOn(await lookForPlan(request, site), request, site)
  }
  if (made !== first) site.journal.storePlan(made.digest, made.plan)
  return made
}

async function pause(milliseconds: number, { sleep, signal }: Patience): Promise<void> {
  if (sleep) return sleep(milliseconds)
  try {
    await delay(milliseconds, undefined, { signal })
  } catch {
    throw clusterError('interrupted', 'stopped while it waited; nothing was changed')
  }
}
