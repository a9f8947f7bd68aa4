import * as z from 'zod'
import { defineFact } from './define.ts'

/** An agent on Bramble's own machine that runs as the user who asks. */
export const localAgents = defineFact(
  'local-agents',
  z.object({
    /** As its makers write it: `OpenClaw`. */
    agent: z.string(),
    /** `environment`: it asks right now. `process`: it runs beside. */
    seenIn: z.enum(['environment', 'process']),
    /** Whether this user has chosen the approver's passphrase already. */
    passphraseKept: z.boolean(),
  }),
)
