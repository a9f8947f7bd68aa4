import { digestOf } from '#src/model/canonical-json.ts'
import { Entry } from '#src/model/entry.ts'
import { defect, usageError } from '#src/model/error.ts'
import { Plan } from '#src/model/plan.ts'
import type { Row } from './database.ts'

export interface StoredPlan {
  readonly digest: string
  readonly plan: Plan
  /** ISO 8601 UTC. */
  readonly storedAt: string
}

/**
 * Approval is bound to the digest: a plan that does not give it is not the one that was shown.
 *
 * @throws usage error `plan-altered`
 */
export function storedPlanOf(row: Row): StoredPlan {
  const digest = String(row['digest'])
  const plan = Plan.safeParse(JSON.parse(String(row['body'])))
  if (plan.success && digestOf(plan.data) === digest)
    return { digest, plan: plan.data, storedAt: String(row['stored_at']) }
  throw usageError(
    'plan-altered',
    `The plan under ${digest.slice(0, 12)} is not the one that this Bramble would have stored there.`,
    { next: 'Another version may have made it. Make it again: `bramble plan GOAL`.' },
  )
}

/** @throws defect `journal-entry` */
export function entryOf(row: Row): Entry {
  const body: unknown = JSON.parse(String(row['body']))
  const entry = Entry.safeParse({
    id: row['id'],
    at: row['at'],
    who: row['who'],
    ...(row['run'] !== null && { run: row['run'] }),
    happening: { ...(body as object), kind: row['kind'] },
  })
  if (!entry.success)
    throw defect(
      'journal-entry',
      `Entry ${Number(row['id'])} of the journal has an unexpected form.`,
      {
        cause: entry.error,
      },
    )
  return entry.data
}
