import * as z from 'zod'
import { Acceptance, Goal } from './plan.ts'

/** The journal's nouns: runs, and the entries from which everything about a run follows. */

/** A number below is the place of a step in its plan, from 0. */
const place = z.number().int().nonnegative()

const ended = z.enum(['done', 'failed', 'stopped'])

/** A small number, from 1. */
const run = z.number().int().positive()

/** What happened. Entries are only ever added, each synced to disk before the program goes on. */
export const Happening = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), text: z.string() }),
  z.object({ kind: z.literal('plan-stored'), digest: z.string(), goal: Goal }),
  z.object({
    kind: z.literal('apply-refused'),
    digest: z.string(),
    goal: Goal,
    reasons: z.array(z.string()),
  }),
  /** Somebody said yes to this very plan. One run may begin with it, and soon. */
  z.object({
    kind: z.literal('plan-approved'),
    digest: z.string(),
    goal: Goal,
    approvedBy: z.string(),
    /** Id of the `code-issued` entry whose code was given; one approval alone may rest on it. */
    code: z.number().int().positive().optional(),
  }),
  /** Somebody said yes to taking this very run back. It may be gone back with once, and soon. */
  z.object({
    kind: z.literal('undo-approved'),
    undo: run,
    digest: z.string(),
    goal: Goal,
    approvedBy: z.string(),
    /** Id of the `code-issued` entry whose code was given; one approval alone may rest on it. */
    code: z.number().int().positive().optional(),
  }),
  /** Somebody with the passphrase gave out a code for this very plan. */
  z.object({
    kind: z.literal('code-issued'),
    digest: z.string(),
    goal: Goal,
    /** Set where it is good for taking that run of the plan back, and for nothing else. */
    undo: run.optional(),
    /** The code itself is kept nowhere. */
    salt: z.string(),
    hash: z.string(),
    /** ISO 8601 UTC. */
    until: z.string(),
  }),
  z.object({
    kind: z.literal('code-refused'),
    digest: z.string(),
    goal: Goal,
    /** Set where it was tried for taking that run of the plan back. */
    undo: run.optional(),
    /** Id of the `code-issued` entry that it was tried against. */
    code: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('run-started'),
    digest: z.string(),
    goal: Goal,
    approvedBy: z.string(),
    /** Id of the `plan-approved` entry that is used up with it. */
    approval: z.number().int().positive(),
    accepted: z.array(Acceptance),
  }),
  z.object({ kind: z.literal('run-resumed') }),
  z.object({
    kind: z.literal('undo-started'),
    /** Id of the `undo-approved` entry that is used up with it; absent where a cut way back goes on. */
    approval: z.number().int().positive().optional(),
  }),
  z.object({
    kind: z.literal('step-started'),
    place,
    step: z.string(),
    /** What was true before, for undo. Written before the step's first request. */
    remembered: z.unknown(),
  }),
  /** A request whose repetition would hurt, written before it is sent. */
  z.object({
    kind: z.literal('request-intended'),
    place,
    request: z.string(),
    subject: z.string(),
  }),
  z.object({
    kind: z.literal('request-answered'),
    place,
    subject: z.string(),
    answer: z.string(),
  }),
  z.object({
    kind: z.literal('step-ended'),
    place,
    step: z.string(),
    outcome: ended,
    /** `applied` by this process; `verified`: an earlier one had already got there. */
    how: z.enum(['applied', 'verified']),
    reason: z.string().optional(),
  }),
  z.object({
    kind: z.literal('step-undone'),
    place,
    step: z.string(),
    outcome: ended,
    reason: z.string().optional(),
  }),
  /** The Lease in the cluster, beside the lock of this journal. */
  z.object({
    kind: z.literal('lease'),
    state: z.enum(['taken', 'absent', 'lost']),
    reason: z.string().optional(),
  }),
  /** The lock file on a node, beside the Lease. */
  z.object({
    kind: z.literal('node-lock'),
    node: z.string(),
    state: z.enum(['absent', 'lost']),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('cancel-requested') }),
  z.object({
    kind: z.literal('run-ended'),
    outcome: z.enum(['done', 'stopped', 'cancelled', 'undone']),
    reason: z.string().optional(),
    /** How to go on or back. */
    next: z.string().optional(),
  }),
])
export type Happening = Readonly<z.infer<typeof Happening>>

export const Entry = z.object({
  /** Grows with time; never used twice. */
  id: z.number().int().positive(),
  /** ISO 8601 UTC. */
  at: z.string(),
  /** Person or program: `pi@desk`. */
  who: z.string(),
  /** The run it belongs to; absent for notes and plans. */
  run: run.optional(),
  happening: Happening,
})
export type Entry = Readonly<z.infer<typeof Entry>>

/** How far a run came. `unfinished`: it goes on, or its process ended in the middle. */
const runStates = ['unfinished', 'stopped', 'done', 'cancelled', 'undone'] as const
export type RunState = (typeof runStates)[number]

export const Run = z.object({
  id: run,
  digest: z.string(),
  goal: Goal,
  /** ISO 8601 UTC. */
  startedAt: z.string(),
  who: z.string(),
  state: z.enum(runStates),
  /** When the last entry was written. */
  lastAt: z.string(),
  reason: z.string().optional(),
  /** How to go on or back, where it stopped. */
  next: z.string().optional(),
})
export type Run = Readonly<z.infer<typeof Run>>
