import { applyApproved } from '#src/operations/run/apply.ts'
import { type ApprovalResult, approvePlan } from '#src/operations/run/approve.ts'
import type { Approve, RunSite } from '#src/operations/run/site.ts'

export type ApplyResult =
  | Exclude<ApprovalResult, { kind: 'approved' }>
  | Awaited<ReturnType<typeof applyApproved>>

/** What a starter and its runner do, in one process: for tests of what is done, not of who does it. */
export async function applyHere(
  digest: string,
  site: RunSite,
  approve: Approve,
): Promise<ApplyResult> {
  const approval = await approvePlan(digest, site, approve)
  return approval.kind === 'approved' ? applyApproved(approval.approval, site) : approval
}
