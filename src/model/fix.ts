import * as z from 'zod'
import { Finding } from './diagnosis.ts'

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
