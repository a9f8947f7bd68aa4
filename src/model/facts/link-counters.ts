import * as z from 'zod'
import { defineFact } from './define.ts'

/** What one network interface counted since it came up. */
export const linkCounters = defineFact(
  'link-counters',
  z.object({
    interface: z.string(),
    receivedPackets: z.number(),
    receiveErrors: z.number(),
    sentPackets: z.number().optional(),
    sendErrors: z.number().optional(),
  }),
)
