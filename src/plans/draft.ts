import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Acceptance, Goal, Left, RestsOn } from '#src/model/plan.ts'
import type { Step } from '#src/steps/define-step.ts'

interface DraftStep {
  readonly step: Step
  readonly input: Readonly<Record<string, unknown>>
  /** Why the step is there. */
  readonly reason: string
}

/** Steps in order and the facts they follow from; an empty draft: the goal is reached already. */
export interface Draft {
  readonly steps: readonly DraftStep[]
  readonly restsOn: readonly RestsOn[]
  readonly leaves?: readonly Left[]
}

/** A pure function of goal and facts. It throws a usage error where the goal makes no sense. */
export type Planner = (goal: Goal, index: EvidenceIndex, accepted: readonly Acceptance[]) => Draft
