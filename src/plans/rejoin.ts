import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { longhornNodes } from '#src/model/facts/longhorn.ts'
import { cordonAnnotation, isolationOf } from '#src/model/isolation.ts'
import type { Left } from '#src/model/plan.ts'
import { endIsolation } from '#src/steps/end-isolation.ts'
import { setServiceAtBoot } from '#src/steps/set-service-at-boot.ts'
import { startService } from '#src/steps/start-service.ts'
import { uncordonNode } from '#src/steps/uncordon-node.ts'
import { backSteps, staysCordoned, wholeSteps } from './coming-back.ts'
import type { Draft, DraftStep, Planner } from './draft.ts'
import { isReady, type NodeFact, nodeOf, nodeRestsOn } from './node-facts.ts'
import { serviceOf, untilReady } from './service-facts.ts'

/**
 * Brings a node back that was isolated, stopped or cordoned by Bramble. A cordon that somebody else
 * set stays.
 *
 * @throws usage error `node-unknown`, `node-not-configured` or `service-absent`
 */
export const planRejoin: Planner = (goal, index, _, around): Draft => {
  const { on, isActive, isEnabled, restsOn } = serviceOf(goal.target, index, around)
  const { node } = on
  const runs: DraftStep[] = [
    ...(isEnabled
      ? []
      : [
          {
            step: setServiceAtBoot,
            input: { ...on, enabled: true },
            reason: 'it is to come back by itself after a power cut',
          },
        ]),
    ...(isActive
      ? []
      : [{ step: startService, input: { ...on }, reason: `K3s on ${node} is to run again` }]),
  ]
  // Where the only server stands still no API says whether its node is cordoned.
  if (index.gaps.has(nodes.kind) || !index.asked.has(nodes.kind))
    return { steps: [...runs, untilReady(node)], restsOn, leaves: [notSeen(node)] }
  const joined = rejoined(node, index, isActive)
  return { ...joined, steps: [...runs, ...joined.steps], restsOn: [...restsOn, ...joined.restsOn] }
}

function rejoined(name: string, index: EvidenceIndex, isActive: boolean): Draft {
  const node = nodeOf(name, index)
  const stores = factsOf(index, longhornNodes).some((one) => one.name === name)
  const uncordons = uncordonSteps(node)
  return {
    steps: [
      ...(isActive && isReady(node) ? [] : backSteps(name, stores, index)),
      ...uncordons,
      ...(uncordons.length > 0 && stores ? wholeSteps(name, index, 'away') : []),
      ...noteSteps(node),
    ],
    restsOn: nodeRestsOn(node),
    ...(node.unschedulable && uncordons.length === 0 && { leaves: [staysCordoned(name)] }),
  }
}

function uncordonSteps({ name, unschedulable, annotations }: NodeFact): DraftStep[] {
  if (!unschedulable || annotations?.[cordonAnnotation] === undefined) return []
  const reason = `Bramble cordoned ${name}, and nobody else did`
  return [{ step: uncordonNode, input: { node: name }, reason }]
}

function noteSteps({ name, annotations }: NodeFact): DraftStep[] {
  const isolation = isolationOf(annotations)
  if (!isolation) return []
  const reason = isolation.words ?? `${name} is no longer watched`
  return [{ step: endIsolation, input: { node: name }, reason }]
}

function notSeen(node: string): Left {
  return {
    kind: 'not-asked',
    what: node,
    reason: 'no API says now whether it is cordoned',
    instead: [`bramble rejoin ${node}, once more when the API answers`],
  }
}
