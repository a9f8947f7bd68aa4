import * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import { GateAnswer, Goal } from '#src/model/plan.ts'

/** What a runner is started for: one run, forth or back. */
export interface Order {
  readonly verb: (typeof verbs)[number]
  /** Of an approval for `apply` and `undo`, of a run for the others. */
  readonly id: number
}

export const verbs = ['apply', 'resume', 'undo', 'resume-after-boot'] as const

/**
 * What a runner says to whoever started it, a JSON object a line: what it does before the run
 * begins, what it wants to know (told on its stdin, a PasswordAnswer a line), and then one answer.
 * From there on the journal says everything.
 */
export const RunnerAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), text: z.string() }),
  z.object({
    kind: z.literal('password-wanted'),
    nodes: z.array(z.string()).readonly(),
    /** True where the one before was wrong. */
    again: z.boolean(),
  }),
  z.object({ kind: z.literal('started'), run: z.number().int().positive() }),
  z.object({
    kind: z.literal('facts-changed'),
    differences: z
      .array(z.object({ fact: z.string(), was: z.string().optional(), is: z.string().optional() }))
      .readonly(),
    next: z.string(),
  }),
  z.object({
    kind: z.literal('refused'),
    gates: z.array(GateAnswer).readonly(),
    refusals: z.array(GateAnswer).readonly(),
    goal: Goal,
  }),
  z.object({
    kind: z.literal('error'),
    code: z.string(),
    errorKind: z.enum(['usage', 'cluster', 'defect']),
    message: z.string(),
    next: z.string().optional(),
  }),
])
export type RunnerAnswer = Readonly<z.infer<typeof RunnerAnswer>>

/** Null: nobody is there to be asked. */
export const PasswordAnswer = z.object({ password: z.string().nullable() })

/** An error as a line; what is none of ours is a defect, whose stack the runner's log keeps. */
export function answerOf(error: unknown): RunnerAnswer {
  if (error instanceof BrambleError) {
    const { code, kind, message, next } = error
    return { kind: 'error', code, errorKind: kind, message, ...(next !== undefined && { next }) }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'error', code: 'runner-failed', errorKind: 'defect', message }
}
