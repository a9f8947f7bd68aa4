import * as z from 'zod'
import { defineFact } from './define.ts'

/** A row of vmstat: what waited, and what went to and from swap, on the average of its interval. */
export const virtualMemory = defineFact(
  'virtual-memory',
  z.object({
    /** Processes that wait for a disk or a mount. */
    blocked: z.number(),
    /** KiB a second. */
    swapIn: z.number(),
    swapOut: z.number(),
    /** Percent of the processor's time that it waited for a disk. */
    waitPercent: z.number(),
  }),
)
