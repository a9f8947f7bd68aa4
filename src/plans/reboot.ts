import { longhornNodes } from '#src/model/facts/longhorn.ts'
import type { Left } from '#src/model/plan.ts'
import { rebootNode } from '#src/steps/reboot-node.ts'
import { uncordonNode } from '#src/steps/uncordon-node.ts'
import { backSteps, staysCordoned, wholeSteps } from './coming-back.ts'
import type { DraftStep, Planner } from './draft.ts'
import { emptying } from './emptying.ts'
import { bootOf, nodeOf } from './node-facts.ts'
import { seen } from './seen.ts'

/**
 * Drain, start again, wait until the node carries its share again. It takes pods again before the
 * volumes are whole: Longhorn starts no instance manager on a cordoned node (longhorn-manager,
 * controller/instance_manager_controller.go), and without one no copy there is used.
 */
export const planReboot: Planner = (goal, index, accepted, { ownNode }) => {
  const node = nodeOf(goal.target, index)
  const { step: drain, cordons, restsOn } = emptying(goal, 'reboot', index, accepted)
  const { name } = node
  const bootId = bootOf(node)
  const reboot: DraftStep = {
    step: rebootNode,
    input: { node: name, bootId },
    reason: `${name} is to start again`,
  }
  const stores = seen(index, longhornNodes).some((one) => one.name === name)
  const uncordon: DraftStep = {
    step: uncordonNode,
    input: { node: name },
    reason: `this plan cordoned ${name}`,
  }
  const steps = [
    ...(drain ? [drain] : []),
    reboot,
    ...backSteps(name, stores),
    ...(cordons ? [uncordon, ...(stores ? wholeSteps(name, index) : [])] : []),
  ]
  const leaves = [
    ...(name === ownNode ? [endsWithIt(name)] : []),
    ...(cordons ? [] : [staysCordoned(name)]),
  ]
  return { steps, restsOn, ...(leaves.length > 0 && { leaves }) }
}

function endsWithIt(node: string): Left {
  return {
    kind: 'by-hand',
    what: node,
    reason: 'Bramble runs on it, so the run ends when it goes down and goes on when it is told to',
    instead: [`bramble resume        once ${node} is up again`],
  }
}
