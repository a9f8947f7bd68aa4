import type * as z from 'zod'
import { type EvidenceIndex } from '#src/model/evidence-index.ts'
import type { GateKind } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import type { Check } from '#src/rules/define-check.ts'
import { type About, type Read, type Readings, read } from '#src/rules/reading.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'

/** A check that must answer well before a step starts, and what it protects. */
export interface Gate {
  readonly check: Check
  readonly kind: GateKind
  /**
   * True where the step itself makes the check fail while it goes on: evicted pods count against
   * their budget until others are ready. Such a gate is asked before a step starts, and not again
   * when a run goes on in the middle of it.
   */
  readonly disturbedByStep?: boolean
}

/** A request that would hurt if it were sent twice. */
interface DelicateRequest {
  /** `evict default/web-1`. */
  readonly request: string
  /** What it is about, in a form that means this very thing for ever: a uid. */
  readonly subject: string
}

/** What a step gets to act with. */
export interface StepContext {
  readonly kube: KubernetesDoor
  /** Ends requests and waits at once. */
  readonly signal: AbortSignal
  /** One line of progress; the same line again is not shown again. */
  readonly say: (text: string) => void
  /** Waits; a test may make it shorter. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Throws where somebody asked the run to stop; called where stopping leaves no half thing. */
  readonly stopHere: () => void
  /** Written and synced before the request is sent. */
  readonly intend: (request: DelicateRequest) => void
  /** Written once its answer is known. */
  readonly answered: (subject: string, answer: string) => void
  /** Subjects of requests that an earlier process meant to send and of which it wrote no answer. */
  readonly unanswered: ReadonlySet<string>
}

interface StepParts<I extends z.ZodType, M extends z.ZodType, R extends Readings> {
  readonly id: string
  title(input: z.infer<I>): string
  readonly input: I
  readonly reads: R
  /** The most that the step can do to what runs. */
  readonly risk: Risk
  /** What this input can do, where that is less. */
  riskOf?(input: z.infer<I>): Risk
  /** What the gates and verify are asked about: a node, or what the step wishes to be true. */
  about(input: z.infer<I>): About
  readonly requires: readonly Gate[]
  readonly verify: readonly Check[]
  /** Subjects that verify may fail on, because the plan leaves them as they are. */
  tolerates?(input: z.infer<I>): readonly string[]
  /** One line for each thing that will be done or left alone. */
  preview(input: z.infer<I>, evidence: Read<R>): readonly string[]
  /** What was true before; journalled before `apply`, so that undo restores it. */
  readonly remembered: M
  remember(input: z.infer<I>, context: StepContext): Promise<z.infer<M>>
  /** Acts. May be called again on a cluster where an earlier call was cut off anywhere. */
  apply(input: z.infer<I>, context: StepContext): Promise<void>
  readonly undo:
    | 'impossible'
    | ((input: z.infer<I>, remembered: z.infer<M>, context: StepContext) => Promise<void>)
}

/** One change to a cluster, with the exact types of its input and memory checked at its door. */
export interface Step {
  readonly id: string
  readonly risk: Risk
  readonly requires: readonly Gate[]
  readonly verify: readonly Check[]
  readonly undo: 'possible' | 'impossible'
  riskOf(input: unknown): Risk
  /** @throws ZodError where the input is not what the step's schema says */
  parse(input: unknown): Readonly<Record<string, unknown>>
  title(input: unknown): string
  about(input: unknown): About
  tolerates(input: unknown): readonly string[]
  preview(input: unknown, index: EvidenceIndex): readonly string[]
  remember(input: unknown, context: StepContext): Promise<unknown>
  apply(input: unknown, context: StepContext): Promise<void>
  /** Does nothing where `undo` is impossible: ask first. */
  takeBack(input: unknown, remembered: unknown, context: StepContext): Promise<void>
}

/** Defines a step. What it is given is checked against its own schemas every time. */
export function defineStep<
  const I extends z.ZodType<Record<string, unknown>>,
  const M extends z.ZodType,
  const R extends Readings,
>(parts: StepParts<I, M, R>): Step {
  const given = (input: unknown): z.infer<I> => parts.input.parse(input)
  const { undo } = parts
  return {
    id: parts.id,
    risk: parts.risk,
    requires: parts.requires,
    verify: parts.verify,
    undo: undo === 'impossible' ? 'impossible' : 'possible',
    riskOf: (input) => parts.riskOf?.(given(input)) ?? parts.risk,
    parse: given,
    title: (input) => parts.title(given(input)),
    about: (input) => parts.about(given(input)),
    tolerates: (input) => parts.tolerates?.(given(input)) ?? [],
    preview: (input, index) =>
      parts.preview(given(input), read(parts.reads, index, { now: index.takenAt }, true)),
    remember: (input, context) => parts.remember(given(input), context),
    apply: (input, context) => parts.apply(given(input), context),
    async takeBack(input, remembered, context) {
      if (undo !== 'impossible')
        await undo(given(input), parts.remembered.parse(remembered), context)
    },
  }
}

/** Protects data: nobody can override it. */
export function dataGate(check: Check): Gate {
  return { check, kind: 'data' }
}

/** Protects what runs: accepted by `--accept KIND/NAME --reason TEXT`. */
export function availabilityGate(check: Check, details: Omit<Gate, 'check' | 'kind'> = {}): Gate {
  return { check, kind: 'availability', ...details }
}

/** Names what the reader should know; never refuses. */
export function notice(check: Check): Gate {
  return { check, kind: 'notice' }
}
