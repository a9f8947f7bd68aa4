import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { longhornNodes, longhornVolumes } from '#src/model/facts/longhorn.ts'
import type { Left } from '#src/model/plan.ts'
import { rebootNode } from '#src/steps/reboot-node.ts'
import { mayHoldReplicas } from '#src/steps/replica-facts.ts'
import { uncordonNode } from '#src/steps/uncordon-node.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import type { DraftStep, Planner } from './draft.ts'
import { emptying } from './emptying.ts'
import { nodeOf } from './node-facts.ts'
import { seen } from './seen.ts'

const backSeconds = 600
/** A rebuild reads and writes whole volumes, over one network cable. */
const wholeSeconds = 4 * 3600

/**
 * Drain, start again, wait until the node carries its share again. It takes pods again before the
 * volumes are whole: Longhorn starts no instance manager on a cordoned node (longhorn-manager,
 * controller/instance_manager_controller.go), and without one no copy there is used.
 */
export const planReboot: Planner = (goal, index, accepted, { ownNode }) => {
  const node = nodeOf(goal.target, index)
  const { step: drain, cordons, restsOn } = emptying(goal, 'reboot', index, accepted)
  const { name, bootId } = node
  if (bootId === undefined)
    throw usageError('reboot-without-boot-id', `The API server shows no boot id of ${name}.`, {
      next: 'Without one nobody could tell that it started again. Is its kubelet running?',
    })
  const reboot: DraftStep = {
    step: rebootNode,
    input: { node: name, bootId },
    reason: `${name} is to start again`,
  }
  const stores = seen(index, longhornNodes).some((one) => one.name === name)
  const back = waiting({
    what: `${name} to be back`,
    checks: ['node-is-ready', ...(stores ? ['longhorn-node-is-ready'] : [])],
    node: name,
    reason: 'pods come back to a node that is ready for them',
    limitSeconds: backSeconds,
  })
  const uncordon: DraftStep = {
    step: uncordonNode,
    input: { node: name },
    reason: `this plan cordoned ${name}`,
  }
  const steps = [
    ...(drain ? [drain] : []),
    reboot,
    back,
    ...(cordons ? [uncordon, ...(stores ? wholeSteps(name, index) : [])] : []),
  ]
  const leaves = [
    ...(name === ownNode ? [endsWithIt(name)] : []),
    ...(cordons ? [] : [staysCordoned(name)]),
  ]
  return { steps, restsOn, ...(leaves.length > 0 && { leaves }) }
}

/** Its instance manager first: until it runs, a missing copy has nowhere to come from. */
function wholeSteps(node: string, index: EvidenceIndex): readonly DraftStep[] {
  const homes = factsOf(index, longhornNodes).filter(mayHoldReplicas).length
  const tolerates = seen(index, longhornVolumes)
    .filter(
      ({ robustness, wantedReplicas = 0 }) =>
        robustness === 'degraded' || robustness === 'faulted' || wantedReplicas > homes,
    )
    .map(({ name }) => `volume/${name}`)
    .sort()
  return [
    waiting({
      what: `Longhorn to work on ${node}`,
      checks: ['instance-manager-runs'],
      node,
      reason: 'copies on a node are in use once its instance manager runs',
      limitSeconds: backSeconds,
    }),
    waiting({
      what: 'whole volumes',
      checks: ['volumes-are-robust'],
      tolerates,
      reason: 'before the next node, no copy may be missing',
      limitSeconds: wholeSeconds,
    }),
  ]
}

function waiting({ reason, ...input }: { reason: string } & Record<string, unknown>): DraftStep {
  return { step: waitFor, input: { tolerates: [], ...input }, reason }
}

function endsWithIt(node: string): Left {
  return {
    kind: 'by-hand',
    what: node,
    reason: 'Bramble runs on it, so the run ends when it goes down and goes on when it is told to',
    instead: [`bramble resume        once ${node} is up again`],
  }
}

function staysCordoned(node: string): Left {
  return {
    kind: 'not-asked',
    what: node,
    reason: 'it was cordoned before and stays so; copies on it are not in use until it takes pods',
    instead: [`bramble uncordon ${node}`],
  }
}
