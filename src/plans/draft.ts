import type { Configuration } from '#src/model/config.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Acceptance, Goal, Left, RestsOn } from '#src/model/plan.ts'
import type { Step } from '#src/steps/define-step.ts'

export interface DraftStep {
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
  /** True where what there is to do is seen only after these steps: then the goal is planned anew. */
  readonly plansAgain?: true
}

/** What a plan may depend on besides goal and facts. */
export interface Around {
  /** bramble.yaml; undefined where there is none. */
  readonly configuration: Configuration | undefined
  /** The node that Bramble itself runs on, if it is one: it comes last in a plan. */
  readonly ownNode: string | undefined
}

/** A pure function of goal and facts. It throws a usage error where the goal makes no sense. */
export type Planner = (
  goal: Goal,
  index: EvidenceIndex,
  accepted: readonly Acceptance[],
  around: Around,
) => Draft

/** A goal: how its plan is made, and what has to be looked at for it. */
export interface GoalPlanner {
  readonly plan: Planner
  /**
   * Which nodes are asked over SSH first: the goal's target or all that bramble.yaml names. Absent
   * where the API says all that the planner reads; what its gates read is looked at in any case.
   */
  readonly asksNodes?: 'target' | 'all'
  /** Set where the planner reads how nodes are prepared, or what apt would change there too. */
  readonly depth?: 'preparation' | 'boards' | 'release' | 'updates' | 'losses'
  /** True where it empties nodes one after the other: pods come to the next one under new names. */
  readonly rolls?: true
}
