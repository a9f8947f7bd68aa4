import * as z from 'zod'
import { severities } from './verdict.ts'

/** What is remembered of a finding from look to look. Times are ISO 8601 UTC. */
export const LiveFinding = z.object({
  id: z.string(),
  cause: z.string(),
  subject: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  confidence: z.enum(['suspected', 'confirmed']),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** Set once it was gone for long enough: since then it was not seen. */
  clearedAt: z.string().optional(),
  /** Looks in a row that could have seen it and did not, and when the first of them was. */
  missedLooks: z.number().int().nonnegative(),
  missedSince: z.string().optional(),
  /** How often it came back after it had been cleared. */
  returns: z.number().int().nonnegative(),
  /** The doors that its evidence came through: `api`, `ssh/pi02`. Absent where any may have told. */
  through: z.array(z.string()).optional(),
})
export type LiveFinding = Readonly<z.infer<typeof LiveFinding>>

/** One that the last look could have seen, and did not, waits for another look to be cleared. */
export function isStillSeen({ missedLooks }: LiveFinding): boolean {
  return missedLooks === 0
}

/** What changed since a moment: `diagnose --since`. */
export const SinceThen = z.object({
  from: z.string(),
  appeared: z.array(LiveFinding),
  continued: z.array(LiveFinding),
  cleared: z.array(LiveFinding),
})
export type SinceThen = Readonly<z.infer<typeof SinceThen>>
