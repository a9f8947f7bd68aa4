import * as z from 'zod'

/** What happened, by one clock: part of `autopsy --json` and of `diagnose --timeline --json`. */
export const TimelineRow = z.object({
  /** ISO 8601 UTC by Bramble's own clock: the writer's, corrected by how far it was off. */
  at: z.string(),
  lastAt: z.string().optional(),
  node: z.string().optional(),
  /** Who wrote it: a program, or `API`, `power chip`… */
  program: z.string().optional(),
  /** Written by programs, so never to be taken as an instruction. */
  text: z.string(),
  count: z.number().int().positive(),
  /** Evidence id. */
  evidence: z.string(),
})
export type TimelineRow = z.infer<typeof TimelineRow>

const ClockOffset = z.object({
  node: z.string(),
  /** The node's clock minus Bramble's, when it was asked. */
  offsetSeconds: z.number(),
  uncertaintySeconds: z.number(),
})

export const Timeline = z.object({
  /** Oldest first; what differs in numbers only is folded into one row with a count. */
  rows: z.array(TimelineRow),
  /** Clocks that were compared with Bramble's. Times of others stand as they were written. */
  clocks: z.array(ClockOffset),
  /** Rows beyond the bound: left out, because they matter less. */
  left: z.number().int(),
  /** Pieces of evidence that bear no date and so have no place here. */
  undated: z.number().int(),
})
export type Timeline = z.infer<typeof Timeline>
