import type { Approval, Journal } from '#src/journal/journal.ts'
import { refuseLocked } from '#src/journal/lock.ts'
import type { Clock } from '#src/model/clock.ts'
import type { Run } from '#src/model/entry.ts'
import { usageError } from '#src/model/error.ts'
import type { Plan } from '#src/model/plan.ts'
import { goalWords, planRisk } from '#src/model/plan-reading.ts'
import { unsettledWords } from '#src/model/run-reading.ts'
import { approveByCode } from './one-time-code.ts'
import { unfinishedRun } from './runs.ts'
import type { Approve, PlanningSite } from './site.ts'
import { waysOn } from './ways-on.ts'

export type ApprovalResult =
  /** The goal is reached already. */
  | { readonly kind: 'nothing-to-do'; readonly plan: Plan }
  /** Nobody said yes; nothing was changed. */
  | { readonly kind: 'not-approved'; readonly plan: Plan }
  | { readonly kind: 'approved'; readonly approval: number }

/**
 * Asks for a yes to a stored plan and writes it down. A run may begin with it once, and soon.
 *
 * @param digest of a stored plan, or the start of it
 * @param code that somebody with the passphrase gave out for this plan; then nobody is asked
 * @throws usage error `plan-unknown`, `plan-of-another-cluster` or `run-unfinished`; cluster error
 *   `locked`; whatever `approve` and `approveByCode` throw
 */
export async function approvePlan(
  digest: string,
  { journal, cluster, clock }: Pick<PlanningSite, 'journal' | 'cluster' | 'clock'>,
  approve: Approve,
  code?: string,
): Promise<ApprovalResult> {
  const stored = journal.plan(digest)
  const { plan } = stored
  if (plan.cluster !== cluster)
    throw usageError('plan-of-another-cluster', `This plan is for the cluster ${plan.cluster}.`, {
      next: `Name that cluster with --config or --context, or plan the goal for ${cluster}.`,
    })
  if (plan.steps.length === 0) return { kind: 'nothing-to-do', plan }
  refuseLocked(journal.folder)
  refuseUnfinished(journal)
  if (code !== undefined) {
    const approval = approveByCode(code, stored, { journal, clock })
    return { kind: 'approved', approval }
  }
  const approvedBy = await approve({ digest: stored.digest, plan, risk: planRisk(plan) })
  if (approvedBy === undefined) return { kind: 'not-approved', plan }
  const { id } = journal.append({
    kind: 'plan-approved',
    digest: stored.digest,
    goal: plan.goal,
    approvedBy,
  })
  return { kind: 'approved', approval: id }
}

/**
 * Asks for a yes to taking a run back and writes it down. It may be gone back with once, and soon.
 *
 * @param code that somebody with the passphrase gave out for this way back; then nobody is asked
 * @throws usage error `run-unfinished` (another one); cluster error `locked`; whatever `approve` and
 *   `approveByCode` throw
 */
export async function approveUndo(
  { id, digest }: Pick<Run, 'id' | 'digest'>,
  { journal, clock }: Pick<PlanningSite, 'journal' | 'clock'>,
  approve: Approve,
  code?: string,
): Promise<Exclude<ApprovalResult, { kind: 'nothing-to-do' }>> {
  const { plan } = journal.plan(digest)
  refuseLocked(journal.folder)
  refuseUnfinished(journal, id)
  if (code !== undefined) {
    const approval = approveByCode(code, { digest, undo: id }, { journal, clock })
    return { kind: 'approved', approval }
  }
  const approvedBy = await approve({ digest, plan, risk: planRisk(plan) })
  if (approvedBy === undefined) return { kind: 'not-approved', plan }
  const given = { undo: id, digest, goal: plan.goal, approvedBy }
  return { kind: 'approved', approval: journal.append({ kind: 'undo-approved', ...given }).id }
}

/** A yes is to what was shown a moment ago, not to what somebody once looked at. */
const approvalHoldsMilliseconds = 15 * 60_000

/**
 * @param verb what asks for another yes, as it is typed behind `bramble`
 * @throws usage error `approval-used` or `approval-too-old`
 */
export function refuseSpent({ id, at, used }: Approval, verb: string, clock: Clock): void {
  const next = `\`bramble ${verb}\``
  if (used)
    throw usageError('approval-used', `Approval ${id} was used by an earlier run.`, { next })
  if (clock.now() - Date.parse(at) > approvalHoldsMilliseconds)
    throw usageError('approval-too-old', `Approval ${id} is of ${at}.`, { next })
}

/** Two runs over each other would each remember what the other did as "what was before". */
export function refuseUnfinished(journal: Journal, exceptRun?: number): void {
  const open = unfinishedRun(journal)
  if (!open || open.id === exceptRun) return
  throw usageError('run-unfinished', `Run ${unsettledWords(open.id, goalWords(open.goal))}.`, {
    next: waysOn({ run: open.id, plan: journal.plan(open.digest).plan, site: { journal } }),
  })
}
