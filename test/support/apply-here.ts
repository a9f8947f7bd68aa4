import { applyApproved } from '#src/operations/run/apply.ts'
import { type ApprovalResult, approvePlan, approveUndo } from '#src/operations/run/approve.ts'
import type { RunEnd } from '#src/operations/run/carrying.ts'
import { runFor } from '#src/operations/run/runs.ts'
import type { Approve, RunSite } from '#src/operations/run/site.ts'
import { undo } from '#src/operations/run/undo.ts'

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

/** Somebody's yes to taking a run back; the newest that was not undone where none is named. */
export async function yesToUndo(id: number | undefined, site: RunSite): Promise<number> {
  const approval = await approveUndo(runFor('undo', id, site.journal), site, async () => 'pi@desk')
  if (approval.kind !== 'approved') throw new Error('nobody said yes')
  return approval.approval
}

/** Takes a run back with that yes. */
export async function undoHere(id: number | undefined, site: RunSite): Promise<RunEnd> {
  return undo(await yesToUndo(id, site), site)
}
