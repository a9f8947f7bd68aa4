import type * as z from 'zod'
import { type EvidenceIndex } from '#src/model/evidence-index.ts'
import type { GateKind } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import type { Verdict } from '#src/model/verdict.ts'
import { type Check, defineCheck } from '#src/rules/define-check.ts'
import { type About, type Read, type Readings, read } from '#src/rules/reading.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import type { NodeShell } from './node-shell.ts'
import type { OwnProcess } from './resume-after-boot.ts'

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
  /**
   * The way to the power of a node's board.
   *
   * @throws usage error where bramble.yaml names none, or not its secret
   */
  power(node: string): Promise<PowerDoor>
  /** Asks the API and every other node about this one; what nobody answers is simply absent. */
  witness(node: string): Promise<EvidenceIndex>
  /**
   * A node, as root over SSH.
   *
   * @throws cluster error `node-not-configured`
   */
  readonly node: (name: string) => NodeShell
  /**
   * Keeps the way into a new cluster's API where bramble.yaml says; resolves with its path. Never
   * writes over another cluster's.
   */
  readonly keepKubeconfig: (text: string) => Promise<string>
  /**
   * Puts the way into a restored cluster in the place of the way into the one that stood there;
   * resolves with its path, or with undefined where that file leads elsewhere.
   *
   * @param before SHA-256 of the authority of the one that stood there, as its kubeconfig words it
   */
  readonly replaceKubeconfig: (text: string, before?: string) => Promise<string | undefined>
  /** How this run's process is started again; absent where it is nobody's own. */
  readonly ownProcess?: OwnProcess
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

/** A question about what was true before and what is now. It reads the step's own facts. */
interface Comparison<I, M, E> {
  /** Reads well after "waiting for". */
  readonly title: string
  ask(input: I, remembered: M, evidence: E): Verdict | readonly Verdict[]
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
  /** Every gate that the step may ask; data first. */
  readonly requires: readonly Gate[]
  /** Those that this input asks, where not all of them are. */
  requiresFor?(input: z.infer<I>): readonly Gate[]
  readonly verify: readonly Check[]
  /** What this input is verified by, where the input itself says it. */
  verifyFor?(input: z.infer<I>): readonly Check[]
  /** True for a step that does nothing where its verify passes before it. */
  readonly doneIfVerified?: boolean
  /** True where it takes a board's power away: the journal counts its starts. */
  readonly cutsPower?: true
  /** How long verify may take to pass; 30 s where nothing is said. */
  verifyWithinSeconds?(input: z.infer<I>): number
  /** What must not be as it was remembered: a boot id. Asked together with verify. */
  readonly compares?: Comparison<z.infer<I>, z.infer<M>, Read<R>>
  /** Subjects that verify may fail on, because the plan leaves them as they are. */
  tolerates?(input: z.infer<I>): readonly string[]
  /** One line for each thing that will be done or left alone. */
  preview(input: z.infer<I>, evidence: Read<R>): readonly string[]
  /** What was true before; journalled before `apply`, so that undo restores it. */
  readonly remembered: M
  remember(input: z.infer<I>, context: StepContext): Promise<z.infer<M>>
  /** Acts. May be called again on a cluster where an earlier call was cut off anywhere. */
  apply(input: z.infer<I>, context: StepContext): Promise<void>
  /**
   * What has to be done as well and no verify asks about, in the end and also where a run that was
   * cut off finds that its verify passes. May be called again.
   */
  settle?(input: z.infer<I>, remembered: z.infer<M>, context: StepContext): Promise<void>
  /** False for an input that cannot be taken back, where others can. */
  undoneFor?(input: z.infer<I>): boolean
  /**
   * Of a step whose undo mends what it left and cannot make undone what it did: what comes back and
   * what stays, after "`bramble undo`": `gives the power back; the boot stays`.
   */
  readonly mends?: string
  readonly undo:
    | 'impossible'
    | ((input: z.infer<I>, remembered: z.infer<M>, context: StepContext) => Promise<void>)
}

/** One change to a cluster, with the exact types of its input and memory checked at its door. */
export interface Step {
  readonly id: string
  readonly risk: Risk
  readonly reads: Readings
  /** Every gate that some input may ask. */
  readonly requires: readonly Gate[]
  readonly verify: readonly Check[]
  readonly undo: 'possible' | 'impossible'
  /** True for a step that does nothing where its verify passes before it. */
  readonly doneIfVerified: boolean
  /** True where it takes a board's power away. */
  readonly cutsPower: boolean
  undoOf(input: unknown): 'possible' | 'impossible'
  /** What undo gives back and what stays, where it cannot make undone what the step did. */
  readonly mends?: string
  gatesOf(input: unknown): readonly Gate[]
  /**
   * What has to answer well after it.
   *
   * @param remembered what `remember` returned; undefined leaves comparisons with it out
   */
  checksOf(input: unknown, remembered: unknown): readonly Check[]
  verifyWithinSeconds(input: unknown): number
  riskOf(input: unknown): Risk
  /** @throws ZodError where the input is not what the step's schema says */
  parse(input: unknown): Readonly<Record<string, unknown>>
  title(input: unknown): string
  about(input: unknown): About
  tolerates(input: unknown): readonly string[]
  preview(input: unknown, index: EvidenceIndex): readonly string[]
  remember(input: unknown, context: StepContext): Promise<unknown>
  apply(input: unknown, context: StepContext): Promise<void>
  /** What no verify asks about; after `apply`, and where a step that was begun has reached its aim. */
  readonly settle?: (input: unknown, remembered: unknown, context: StepContext) => Promise<void>
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
    reads: parts.reads,
    requires: parts.requires,
    verify: parts.verify,
    gatesOf: (input) => parts.requiresFor?.(given(input)) ?? parts.requires,
    checksOf: (input, remembered) => [
      ...(parts.verifyFor?.(given(input)) ?? parts.verify),
      ...comparison(parts, given(input), remembered),
    ],
    verifyWithinSeconds: (input) => parts.verifyWithinSeconds?.(given(input)) ?? usualVerifySeconds,
    undo: undo === 'impossible' ? 'impossible' : 'possible',
    doneIfVerified: parts.doneIfVerified ?? false,
    cutsPower: parts.cutsPower ?? false,
    ...(parts.mends !== undefined && { mends: parts.mends }),
    undoOf: (input) =>
      undo === 'impossible' || parts.undoneFor?.(given(input)) === false
        ? 'impossible'
        : 'possible',
    riskOf: (input) => parts.riskOf?.(given(input)) ?? parts.risk,
    parse: given,
    title: (input) => parts.title(given(input)),
    about: (input) => parts.about(given(input)),
    tolerates: (input) => parts.tolerates?.(given(input)) ?? [],
    preview: (input, index) =>
      parts.preview(given(input), read(parts.reads, index, { now: index.takenAt }, true)),
    remember: (input, context) => parts.remember(given(input), context),
    apply: (input, context) => parts.apply(given(input), context),
    ...(parts.settle && {
      settle: async (input: unknown, remembered: unknown, context: StepContext) =>
        parts.settle?.(given(input), parts.remembered.parse(remembered), context),
    }),
    async takeBack(input, remembered, context) {
      if (undo !== 'impossible')
        await undo(given(input), parts.remembered.parse(remembered), context)
    },
  }
}

/** For what the API server shows a little later than it happens. */
const usualVerifySeconds = 30
const comparisonStaleSeconds = 60

/** The comparison as a check like any other, so that it is asked as strictly. */
function comparison<I extends z.ZodType, M extends z.ZodType, R extends Readings>(
  { id, reads, remembered: schema, compares }: StepParts<I, M, R>,
  input: z.infer<I>,
  remembered: unknown,
): readonly Check[] {
  if (!compares || remembered === undefined) return []
  return [
    defineCheck({
      id: `${id}-took-effect`,
      title: compares.title,
      scope: 'node',
      severity: 'warning',
      askedBy: 'steps',
      reads,
      staleAfterSeconds: comparisonStaleSeconds,
      docs: {
        heading: compares.title,
        meaning: compares.title,
        next: '`bramble runs`',
        references: [],
      },
      ask: (evidence) => compares.ask(input, schema.parse(remembered), evidence),
    }),
  ]
}

/** Protects data: nobody can override it. */
export function dataGate(check: Check, details: Omit<Gate, 'check' | 'kind'> = {}): Gate {
  return { check, kind: 'data', ...details }
}

/** Protects what runs: accepted by `--accept KIND/NAME --reason TEXT`. */
export function availabilityGate(check: Check, details: Omit<Gate, 'check' | 'kind'> = {}): Gate {
  return { check, kind: 'availability', ...details }
}

/** Names what the reader should know; never refuses. */
export function notice(check: Check): Gate {
  return { check, kind: 'notice' }
}
