import type { Approval } from '#src/journal/journal.ts'
import { clusterError } from '#src/model/error.ts'
import type { GateAnswer, Goal, Plan } from '#src/model/plan.ts'
import { goalWords } from '#src/model/plan-reading.ts'
import { refuseSpent, refuseUnfinished } from './approve.ts'
import { carryOut } from './carry-out.ts'
import { begin, type RunEnd } from './carrying.ts'
import { type Difference, differencesBetween } from './differences.ts'
import { lookForPlan, type PlanMade, planOn } from './make-plan.ts'
import type { RunSite } from './site.ts'
import { underLease } from './under-lease.ts'
import { underNodeLocks } from './under-node-locks.ts'

/** Why an approved plan is not carried out; nothing was changed. */
export type Refused =
  | {
      readonly kind: 'facts-changed'
      readonly differences: readonly Difference[]
      readonly next: string
    }
  | {
      readonly kind: 'refused'
      /** What every gate answered, passes included. */
      readonly gates: readonly GateAnswer[]
      readonly refusals: readonly GateAnswer[]
      readonly goal: Goal
    }

/**
 * Carries out an approved plan: takes the lock, looks afresh, refuses where the facts that the plan
 * rests on have changed or a gate says no, and goes step by step.
 *
 * @param approval id of a `plan-approved` entry that no run began with
 * @throws usage error `approval-unknown`, `approval-used`, `approval-too-old` or `run-unfinished`;
 *   cluster error `locked` or `interrupted`; whatever `observe` throws
 */
export async function applyApproved(
  approval: number,
  outside: RunSite,
): Promise<Refused | ({ readonly kind: 'ended' } & RunEnd)> {
  const { digest } = outside.journal.approval(approval)
  const { plan } = outside.journal.plan(digest)
  return underLease(outside, goalWords(plan.goal), async (site) => {
    // Asked under the lock: two runners with one approval cannot both find it unused.
    const given = site.journal.approval(approval)
    refuseSpent(given, `apply ${digest.slice(0, 12)}`, site.clock)
    // Somebody else may have begun and been cut off while a person read the plan.
    refuseUnfinished(site.journal)
    const request = { goal: plan.goal, accept: plan.accepted }
    const fresh = planOn(await lookForPlan(request, site), request, site)
    const refused = refusal(plan, digest, fresh, site)
    if (refused) return refused
    // Under the lock of the journal nobody else takes the next number.
    const run = (site.journal.runs(1)[0]?.id ?? 0) + 1
    return underNodeLocks(site, { plan, run }, (locked) => start(plan, given, locked))
  })
}

function refusal(
  plan: Plan,
  digest: string,
  fresh: PlanMade,
  { journal }: RunSite,
): Refused | undefined {
  const differences = differencesBetween(plan, fresh.plan)
  if (differences.length > 0) {
    const reasons = differences.map(
      ({ fact, was, is }) => `${fact}: ${was ?? 'absent'} → ${is ?? 'absent'}`,
    )
    journal.append({ kind: 'apply-refused', digest, goal: plan.goal, reasons })
    const next = `Make the plan again: \`bramble ${goalWords(plan.goal)} --dry-run\`.`
    return { kind: 'facts-changed', differences, next }
  }
  if (fresh.refusals.length === 0) return undefined
  const reasons = fresh.refusals.map(({ gate, subject, reason }) => `${gate} ${subject}: ${reason}`)
  journal.append({ kind: 'apply-refused', digest, goal: plan.goal, reasons })
  const { gates, refusals } = fresh
  return { kind: 'refused', gates, refusals, goal: plan.goal }
}

async function start(
  plan: Plan,
  { id: approval, digest, approvedBy }: Approval,
  site: RunSite,
): Promise<{ kind: 'ended' } & RunEnd> {
  if (site.stop.aborted)
    throw clusterError('interrupted', 'stopped on request before anything was changed')
  const { goal, accepted } = plan
  const run = site.journal.startRun({
    kind: 'run-started',
    digest,
    goal,
    approvedBy,
    approval,
    accepted,
  })
  const carrying = { run, plan, site, justAsked: true }
  begin(carrying, digest, 'forth')
  return { kind: 'ended', ...(await carryOut(carrying)) }
}
