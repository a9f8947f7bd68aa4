import * as z from 'zod'

/** What kind of program wrote a log text. `unknown` for a paste that does not say. */
export const logOrigins = [
  'kernel',
  'k3s',
  'system',
  'events',
  'pods',
  'longhorn',
  'unknown',
] as const
export type LogOrigin = (typeof logOrigins)[number]

/**
 * How asking ended. Everything but `answered` is evidence too: who stayed silent, and how.
 * `not-applicable`: the cluster or board does not have what was asked for; that costs nothing.
 */
export const outcomes = [
  'answered',
  'silent',
  'refused',
  'no-permission',
  'not-applicable',
  'not-asked',
  'failed',
] as const
export type Outcome = (typeof outcomes)[number]

/**
 * A dated observation with its source. Immutable, bounded, redacted before it is stored. It holds
 * either `records` of one kind of fact (`kind` is the fact's), or a log's `text` (`kind` is `log`).
 */
export const Evidence = z.object({
  /** Unique within one observation, and the same again when that observation is replayed. */
  id: z.string(),
  kind: z.string(),
  node: z.string().optional(),
  /** Command, API path, or file with line. */
  source: z.string(),
  /** ISO 8601 UTC. */
  takenAt: z.string(),
  bootId: z.string().optional(),
  outcome: z.enum(outcomes),
  /** Why there is no answer, in a few words; set for every outcome but `answered`. */
  reason: z.string().optional(),
  records: z.array(z.unknown()).optional(),
  text: z.string().optional(),
  log: z
    .object({
      origin: z.enum(logOrigins),
      /** 0 the running boot, -1 the one before; absent where the text does not say. */
      boot: z.number().int().optional(),
      /**
       * True where the text certainly reaches the end of what it shows. Only Bramble's own readers
       * of logs say so or not; where it is absent somebody pasted the text.
       */
      complete: z.boolean().optional(),
    })
    .optional(),
  truncated: z.boolean(),
  /** How many secrets were replaced. */
  redacted: z.number().int(),
})
export type Evidence = Readonly<z.infer<typeof Evidence>>

/** Who was asked, through which door, and how that went. */
export const Coverage = z.object({
  door: z.enum(['api', 'ssh', 'file']),
  /** Node, API address or file. */
  target: z.string(),
  outcome: z.enum(outcomes),
  reason: z.string().optional(),
  milliseconds: z.number().optional(),
  /** Parts that this target did not answer although it answered others. */
  missing: z.array(z.object({ kind: z.string(), outcome: z.enum(outcomes), reason: z.string() })),
  /** The command that would show it. */
  next: z.string().optional(),
})
export type Coverage = Readonly<z.infer<typeof Coverage>>

/** One look at a cluster, or at what somebody pasted of one. */
export const Observation = z.object({
  schema: z.literal('bramble/observation/1'),
  /** Name from bramble.yaml, kubeconfig context, or `paste`. */
  cluster: z.string(),
  /** ISO 8601 UTC. */
  takenAt: z.string(),
  evidence: z.array(Evidence),
  coverage: z.array(Coverage),
})
export type Observation = Readonly<z.infer<typeof Observation>>
