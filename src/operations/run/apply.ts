import { usageError } from '#src/model/error.ts'
import type { GateAnswer, Plan } from '#src/model/plan.ts'
import { goalWords, planRisk } from '#src/model/plan-reading.ts'
import { lookAt } from './ask-gates.ts'
import { carryOut, type RunEnd } from './carry-out.ts'
import { type Difference, differencesBetween } from './differences.ts'
import { type PlanMade, planOn } from './make-plan.ts'
import { unfinishedRun } from './runs.ts'
import type { Approve, RunSite } from './site.ts'
import { underLock } from './under-lock.ts'

export type ApplyResult =
  /** The goal is reached already. */
  | { readonly kind: 'nothing-to-do'; readonly plan: Plan }
  /** Nothing was changed. */
  | { readonly kind: 'not-approved'; readonly plan: Plan }
  | {
      readonly kind: 'facts-changed'
      readonly differences: readonly Difference[]
      readonly next: string
    }
  | { readonly kind: 'refused'; readonly refusals: readonly GateAnswer[] }
  | ({ readonly kind: 'ended' } & RunEnd)

/**
 * Carries out a stored plan: asks for approval, takes the lock, looks afresh, refuses where the
 * facts that the plan rests on have changed or a gate says no, and goes step by step.
 *
 * @param digest of a stored plan, or the start of it
 * @throws usage error `plan-unknown`, `plan-of-another-cluster` or `run-unfinished`; cluster error
 *   `locked`; whatever `observe` throws
 */
export async function apply(digest: string, site: RunSite, approve: Approve): Promise<ApplyResult> {
  const stored = site.journal.plan(digest)
  const { plan } = stored
  if (plan.cluster !== site.cluster)
    throw usageError('plan-of-another-cluster', `This plan is for the cluster ${plan.cluster}.`)
  if (plan.steps.length === 0) return { kind: 'nothing-to-do', plan }
  refuseUnfinished(site)
  const approvedBy = await approve({ digest: stored.digest, plan, risk: planRisk(plan) })
  if (approvedBy === undefined) return { kind: 'not-approved', plan }
  return underLock(site, `${plan.goal.name} ${plan.goal.target}`, async () => {
    // Somebody else may have begun and been cut off while a person read the plan.
    refuseUnfinished(site)
    const fresh = planOn(
      lookAt(await site.observe()),
      { goal: plan.goal, accept: plan.accepted },
      site,
    )
    return refusal(plan, stored.digest, fresh, site) ?? start(plan, stored.digest, approvedBy, site)
  })
}

function refusal(
  plan: Plan,
  digest: string,
  fresh: PlanMade,
  { journal }: RunSite,
): ApplyResult | undefined {
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
  return { kind: 'refused', refusals: fresh.refusals }
}

async function start(
  plan: Plan,
  digest: string,
  approvedBy: string,
  site: RunSite,
): Promise<ApplyResult> {
  const { goal, accepted } = plan
  const run = site.journal.startRun({ kind: 'run-started', digest, goal, approvedBy, accepted })
  site.events({ kind: 'run-started', run, plan })
  return { kind: 'ended', ...(await carryOut({ run, plan, site, justAsked: true })) }
}

/** Two runs over each other would each remember what the other did as "what was before". */
function refuseUnfinished({ journal }: RunSite): void {
  const open = unfinishedRun(journal)
  if (!open) return
  throw usageError(
    'run-unfinished',
    `Run ${open.id} (${open.goal.name} ${open.goal.target}) stopped midway and is not settled.`,
    {
      next: `\`bramble resume ${open.id}\` goes on, \`bramble undo ${open.id}\` goes back, \`bramble cancel ${open.id}\` leaves things as they are.`,
    },
  )
}
