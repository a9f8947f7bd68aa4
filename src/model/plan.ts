import * as z from 'zod'
import { risks } from './plan-reading.ts'

/**
 * What a gate protects. A `data` gate has no override. An `availability` gate can be accepted with
 * a reason. A `notice` never refuses: it names what the reader should know before saying yes.
 */
const gateKinds = ['data', 'availability', 'notice'] as const
export type GateKind = (typeof gateKinds)[number]

/** A refusal that a person opened, with the reason that is journalled. */
export const Acceptance = z.object({
  /** The refusal's subject: `budget/default/web`, `emptydir/default/web-1`. */
  subject: z.string(),
  reason: z.string().min(1),
})
export type Acceptance = Readonly<z.infer<typeof Acceptance>>

export const Goal = z.object({
  /** `drain`, `uncordon`… */
  name: z.string(),
  /** What the goal is about, for example a node's name. */
  target: z.string(),
  /** Limits and wishes that belong to the goal: `{ timeoutSeconds: 600 }`. */
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** Ids of the findings that it is to cure, where it was made from one. */
  cures: z.array(z.string()).optional(),
})
export type Goal = Readonly<z.infer<typeof Goal>>

/** One thing that was true when the plan was made. Apply refuses where it no longer is. */
export const RestsOn = z.object({
  /** `node/pi03 cordoned`, `pod/default/web-1`: unique within a plan. */
  fact: z.string(),
  /** Its value in words that compare equal while nothing has changed. */
  is: z.string(),
})
export type RestsOn = Readonly<z.infer<typeof RestsOn>>

export const PlannedStep = z.object({
  /** A step's id. */
  step: z.string(),
  title: z.string(),
  /** Why this step is in the plan. */
  reason: z.string(),
  risk: z.enum(risks),
  undo: z.enum(['possible', 'impossible']),
  /** What `bramble undo` gives back and what stays, where it cannot make undone what the step did. */
  mends: z.string().optional(),
  /** What the step's own schema accepted. */
  input: z.record(z.string(), z.unknown()),
  /** One line for each thing that the step will do or leave alone. */
  preview: z.array(z.string()),
})
export type PlannedStep = Readonly<z.infer<typeof PlannedStep>>

/** What a goal leaves as it is: it belongs to somebody else, or was not asked for. */
export const Left = z.object({
  /** `by-hand`: somebody has to do it. `not-asked`: it may well stay so. */
  kind: z.enum(['by-hand', 'not-asked']),
  /** `StorageClass longhorn`. */
  what: z.string(),
  reason: z.string(),
  /** What somebody can do about it: lines to copy. */
  instead: z.array(z.string()),
})
export type Left = Readonly<z.infer<typeof Left>>

/**
 * What is going to be done, in order. It holds no time: the same goal on the same facts is the
 * same plan, with the same digest.
 */
export const Plan = z.object({
  schema: z.literal('bramble/plan/1'),
  cluster: z.string(),
  goal: Goal,
  steps: z.array(PlannedStep),
  restsOn: z.array(RestsOn),
  accepted: z.array(Acceptance),
  leaves: z.array(Left).optional(),
  /** True where what there is to do is seen only after it: then the goal is planned anew. */
  plansAgain: z.boolean().optional(),
})
export type Plan = Readonly<z.infer<typeof Plan>>

/** What a gate answered about one subject. */
export const GateAnswer = z.object({
  gate: z.string().describe('id of a check'),
  kind: z.enum(gateKinds),
  verdict: z.enum(['pass', 'fail', 'unknown', 'not-applicable']),
  subject: z.string(),
  reason: z.string(),
  /** Present where nobody saw what the gate asks for: `reason` says both in one. */
  unseen: z.object({ kind: z.string().describe('kind of fact'), why: z.string() }).optional(),
  /** What would open it: the safe way, never to accept it. */
  next: z.string(),
  /** True where it may open by itself after a while. */
  mayOpen: z.boolean().optional(),
  /** What somebody takes on who accepts it; present where it can be accepted. */
  accepting: z.string().optional(),
  /** The reason somebody gave for accepting it. */
  accepted: z.string().optional(),
})
export type GateAnswer = Readonly<z.infer<typeof GateAnswer>>
