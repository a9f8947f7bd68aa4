import type { Planner } from './draft.ts'
import { emptying } from './emptying.ts'

/** Cordon, then move every pod that is not bound to the node. */
export const planDrain: Planner = (goal, index, accepted) => {
  const { step, restsOn } = emptying(goal, 'drain', index, accepted)
  return { steps: step ? [step] : [], restsOn }
}
