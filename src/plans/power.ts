import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { isOutOfService, outletName } from '#src/model/power.ts'
import { cyclePower } from '#src/steps/cycle-power.ts'
import { powerOffNode } from '#src/steps/power-off-node.ts'
import { powerOnNode } from '#src/steps/power-on-node.ts'
import type { Around, Planner } from './draft.ts'
import { nodeOf, nodeRestsOn } from './node-facts.ts'

const usualOffSeconds = 10

/** Off and on again: for a node that no longer answers. It is never tainted. */
export const planPowerCycle: Planner = (goal, index, _, around) => {
  const { node, outlet, restsOn } = powered(goal.target, index, around)
  if (isOutOfService(node))
    throw usageError('power-held', `${node.name} is held off: its volumes were given to others.`, {
      next: `\`bramble power-on ${node.name}\` brings it back.`,
    })
  const input = { node: node.name, outlet, offSeconds: usualOffSeconds }
  const reason = `${node.name} is to start anew`
  return { steps: [{ step: cyclePower, input, reason }], restsOn }
}

/** Off, and with `hold` its pods and volumes go to others. */
export const planPowerOff: Planner = (goal, index, accepted, around) => {
  const { node, outlet, restsOn } = powered(goal.target, index, around, 'stays off')
  const hold = goal.options['hold'] === true
  if (hold && isOutOfService(node)) return { steps: [], restsOn }
  const seenByPerson = accepted.some(({ subject }) => subject === `power/${node.name}`)
  const input = { node: node.name, outlet, hold, seenByPerson: hold && seenByPerson }
  const reason = hold
    ? `${node.name} is to stay off, and what it held is to run elsewhere`
    : `${node.name} is to be off`
  return { steps: [{ step: powerOffNode, input, reason }], restsOn }
}

/** On again, and in service after a new boot. */
export const planPowerOn: Planner = (goal, index, _, around) => {
  const { node, outlet, restsOn } = powered(goal.target, index, around, 'stays off')
  const ready = node.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  if (ready && !isOutOfService(node)) return { steps: [], restsOn }
  const reason = `${node.name} is to run again`
  return { steps: [{ step: powerOnNode, input: { node: node.name, outlet }, reason }], restsOn }
}

/** @throws usage errors `power-not-configured`, `power-cannot-stay-off`, and those of `nodeOf` */
function powered(
  target: string,
  index: EvidenceIndex,
  { configuration }: Around,
  wish?: 'stays off',
) {
  const node = nodeOf(target, index)
  const power = configuration?.nodes[node.name]?.power
  if (!power)
    throw usageError(
      'power-not-configured',
      `bramble.yaml does not say what the power of ${node.name} hangs on.`,
      {
        next: `Under nodes: ${node.name}: { power: { switch: NAME, port: NUMBER } }, and the switch under switches.`,
      },
    )
  if (wish && configuration.switches[power.switch]?.unifi)
    throw usageError(
      'power-cannot-stay-off',
      `UniFi's API cycles a port, but can neither keep it off nor turn it on.`,
      { next: `Turn the port off in UniFi itself, or \`bramble power-cycle ${node.name}\`.` },
    )
  const outlet = outletName(power)
  const restsOn = [
    ...nodeRestsOn(node),
    { fact: `node/${node.name} outlet`, is: outlet },
    { fact: `node/${node.name} out of service`, is: isOutOfService(node) ? 'yes' : 'no' },
  ]
  return { node, outlet, restsOn }
}
