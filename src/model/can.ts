import * as z from 'zod'
import { Coverage } from './evidence.ts'
import { leavings } from './leaving.ts'
import { GateAnswer } from './plan.ts'

/** The contract of `can --json`: may a node leave, what decides it, and what that would mean. */

/** A volume that has a copy on the node, and where its other copies are. */
export const VolumeCopies = z.object({
  name: z.string(),
  /** `namespace/name` of its claim. */
  claim: z.string().optional(),
  kind: z.enum(['longhorn', 'local']),
  wantedReplicas: z.number().int().optional(),
  /** True while a pod on the node has it mounted. */
  attachedHere: z.boolean(),
  healthyHere: z.boolean(),
  elsewhere: z.array(
    z.object({
      node: z.string(),
      healthy: z.boolean(),
      /** Why it cannot stand in for the one here. */
      reason: z.string().optional(),
    }),
  ),
})
export type VolumeCopies = Readonly<z.infer<typeof VolumeCopies>>

const BudgetOver = z.object({
  /** `namespace/name`. */
  budget: z.string(),
  /** Pods of the node that it holds. */
  pods: z.number().int(),
  disruptionsAllowed: z.number().int(),
  /** What becomes of it. */
  explanation: z.string(),
})
export type BudgetOver = Readonly<z.infer<typeof BudgetOver>>

const waits = ['no-node', 'label', 'memory', 'local-volume', 'not-known'] as const

const MovingPod = z.object({
  /** `namespace/name`. */
  pod: z.string(),
  requestBytes: z.number(),
  /** Where there is room for it now; the scheduler may decide otherwise. */
  goesTo: z.string().optional(),
  /** Why no place was found for it. */
  waitsFor: z.enum(waits).optional(),
  /** Names of its emptyDir volumes on disk: what is in them is lost. */
  loses: z.array(z.string()),
})
export type MovingPod = Readonly<z.infer<typeof MovingPod>>

/** An address that people or programs use, and what becomes of it. */
const MovingAddress = z.object({
  address: z.string(),
  /** `API`, or `namespace/name` of a service. */
  of: z.string(),
  /** Names under which an ingress serves it. */
  hosts: z.array(z.string()),
  /** `silent`: it stops answering. `moves`: another node takes it over. */
  becomes: z.enum(['silent', 'moves', 'perhaps-moves', 'interrupted']),
  explanation: z.string(),
})
export type MovingAddress = Readonly<z.infer<typeof MovingAddress>>

/** What it would mean that a node leaves. It decides nothing: the gates do. */
export const Outlook = z.object({
  volumes: z.array(VolumeCopies),
  budgets: z.array(BudgetOver),
  pods: z.array(MovingPod),
  memory: z.object({
    askedBytes: z.number(),
    /** Absent where a node does not say how much it has. */
    freeElsewhereBytes: z.number().optional(),
  }),
  /** Present where the node is a member of etcd. */
  quorum: z
    .object({ members: z.number().int(), othersReady: z.number().int(), needed: z.number().int() })
    .optional(),
  addresses: z.array(MovingAddress),
  notes: z.array(z.string()),
})
export type Outlook = Readonly<z.infer<typeof Outlook>>

export const Can = z.object({
  schema: z.literal('bramble/can/1'),
  cluster: z.string(),
  takenAt: z.string(),
  question: z.object({ leaving: z.enum(leavings), node: z.string() }),
  answer: z.enum(['yes', 'no', 'unknown']),
  /** True where everything that says no can be accepted with a reason. */
  acceptable: z.boolean(),
  gates: z.array(GateAnswer),
  /** Why no plan of that goal can be made at all; its gates are asked nevertheless. */
  obstacle: z
    .object({
      code: z.string(),
      reason: z.string(),
      /** What somebody can do about it, in a sentence. */
      next: z.string().optional(),
      /** True where it was not seen, rather than seen to be so. */
      unseen: z.boolean(),
    })
    .optional(),
  /** True where nothing would have to be done: it is so already. */
  isSo: z.boolean().optional(),
  outlook: Outlook,
  coverage: z.array(Coverage),
  /** The goal with all of it accepted, where nothing else helps; present where it can be. */
  accepting: z.string().optional(),
  /** The next command: never one that accepts anything. */
  next: z.string(),
})
export type Can = Readonly<z.infer<typeof Can>>
