import * as z from 'zod'
import { logOrigins } from '../evidence.ts'
import { defineFact } from './define.ts'

/** One record a log that was read: what it covers, so that silence can be told from absence. */
export const logCoverage = defineFact(
  'log-coverage',
  z.object({
    origin: z.enum(logOrigins),
    boot: z.number().int().optional(),
    lines: z.number().int(),
    /** Milliseconds since the epoch. */
    firstAt: z.number().optional(),
    lastAt: z.number().optional(),
    complete: z.boolean(),
    /** Lines that a query found beyond the most it keeps: counted into one that they do not resemble. */
    overflowed: z.number().int().optional(),
  }),
)
