import { uncordonNode } from '#src/steps/uncordon-node.ts'
import type { Planner } from './draft.ts'
import { nodeOf, nodeRestsOn } from './node-facts.ts'

/** One step, or none where the node takes pods already. */
export const planUncordon: Planner = (goal, index) => {
  const node = nodeOf(goal.target, index)
  const restsOn = nodeRestsOn(node)
  if (!node.unschedulable) return { steps: [], restsOn }
  const reason = `${node.name} is to take pods again`
  return { steps: [{ step: uncordonNode, input: { node: node.name }, reason }], restsOn }
}
