import { rebootNode } from '#src/steps/reboot-node.ts'
import { comingBack } from './coming-back.ts'
import type { DraftStep, Planner } from './draft.ts'
import { emptying } from './emptying.ts'
import { bootOf, nodeOf } from './node-facts.ts'

/** Drain, start again, wait until the node carries its share again. */
export const planReboot: Planner = (goal, index, accepted, { ownNode }) => {
  const node = nodeOf(goal.target, index)
  const { step: drain, cordons, restsOn } = emptying(goal, 'reboot', index, accepted)
  const { name } = node
  const reboot: DraftStep = {
    step: rebootNode,
    input: { node: name, bootId: bootOf(node), ...(name === ownNode && { isOwn: true }) },
    reason: `${name} is to start again`,
  }
  const { steps, leaves } = comingBack(name, index, { cordons, ownNode })
  return { steps: [...(drain ? [drain] : []), reboot, ...steps], restsOn, leaves }
}
