import * as z from 'zod'
import { Finding } from './diagnosis.ts'
import { Coverage } from './evidence.ts'

/** The contract of `fix --json` where a person has to do it: no goal cures the finding. */
export const Runbook = z.object({
  schema: z.literal('bramble/runbook/1'),
  finding: Finding,
  /** What to do, in one sentence. */
  does: z.string(),
  /** The page of the finding, in Markdown. */
  page: z.string(),
})
export type Runbook = Readonly<z.infer<typeof Runbook>>

/** The contract of `fix --json` where what is named is not seen, or no longer: nothing is to be cured. */
export const NotSeen = z.object({
  schema: z.literal('bramble/not-seen/1'),
  cluster: z.string(),
  takenAt: z.string(),
  /** Id of a finding, or its cause, as it was asked for. */
  named: z.string(),
  title: z.string(),
  /** Where this look, or one before it, had seen it; empty where none ever did. */
  seen: z.array(z.object({ subject: z.string(), lastSeenAt: z.string() })),
  /** Who answered: what was silent may have it still. */
  coverage: z.array(Coverage),
})
export type NotSeen = Readonly<z.infer<typeof NotSeen>>
