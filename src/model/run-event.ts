import * as z from 'zod'
import { Goal } from './plan.ts'

/** A number below is the place of a step in its plan, from 0. */
const place = z.number().int().nonnegative()

const Happening = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run-started'),
    digest: z.string(),
    goal: Goal,
    direction: z.enum(['forth', 'back']).describe('back: an undo'),
    steps: z.array(
      z.object({
        step: z.string().describe('id of a step'),
        title: z.string(),
        usualSeconds: z.number().optional().describe('median of earlier runs of that step'),
      }),
    ),
  }),
  z.object({ kind: z.literal('step-started'), place, step: z.string(), title: z.string() }),
  z.object({
    kind: z.literal('said'),
    place: place.optional().describe('absent: it belongs to no step'),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('waiting'),
    place,
    title: z.string().describe('reads well after "waiting for"'),
    reason: z.string(),
    limitSeconds: z.number().describe('how long the step waits in all'),
  }),
  z.object({
    kind: z.literal('step-ended'),
    place,
    outcome: z.enum(['done', 'failed', 'stopped', 'undone']),
    how: z
      .enum(['applied', 'verified'])
      .describe('verified: an earlier process had already got there'),
    reason: z.string().optional(),
  }),
  z.object({
    kind: z.literal('run-ended'),
    outcome: z.string(),
    reason: z.string().optional(),
  }),
])
/** What happens in a run, without when. */
export type RunHappening = Readonly<z.infer<typeof Happening>>

/**
 * What somebody who follows a run gets to know, as it happens: a line of `--events`. It is progress
 * and not history; what counts is an entry of the journal as well.
 */
export const RunEvent = z
  .object({
    run: z.number().int().positive(),
    at: z.string().describe('ISO 8601 UTC'),
  })
  .and(Happening)
export type RunEvent = Readonly<z.infer<typeof RunEvent>>
