import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { units } from '#src/model/facts/node.ts'
import type { RestsOn } from '#src/model/plan.ts'
import { k3sUnitOf, stateWords, type UnitOnNode } from '#src/steps/k3s-unit.ts'
import { restartService } from '#src/steps/restart-service.ts'
import { setServiceAtBoot } from '#src/steps/set-service-at-boot.ts'
import { startService } from '#src/steps/start-service.ts'
import { stopService } from '#src/steps/stop-service.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import type { Around, Draft, Planner } from './draft.ts'
import { seen } from './seen.ts'

const readyWithinSeconds = 300

/** Nothing but the node itself is asked: K3s is started where no API answers. */
export const planServiceStart: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  if (isActive) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is to run again`
  return { steps: [{ step: startService, input: { ...on }, reason }, untilReady(on.node)], restsOn }
}

/** Stops K3s and leaves its containers as they are. */
export const planServiceStop: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  if (!isActive) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is to stop; its containers run on`
  return { steps: [{ step: stopService, input: { ...on }, reason }], restsOn }
}

/** Starts it where it has stopped: no gate need be asked for that. */
export const planServiceRestart: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  const reason = `K3s on ${on.node} is to start anew`
  const step = isActive ? restartService : startService
  return { steps: [{ step, input: { ...on }, reason }, untilReady(on.node)], restsOn }
}

export const planServiceEnable: Planner = (goal, index, _, around) =>
  atBoot(true, serviceOf(goal.target, index, around))

export const planServiceDisable: Planner = (goal, index, _, around) =>
  atBoot(false, serviceOf(goal.target, index, around))

function atBoot(enabled: boolean, { on, isEnabled, restsOn }: Service): Draft {
  if (isEnabled === enabled) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is ${enabled ? '' : 'not '}to start at boot`
  return { steps: [{ step: setServiceAtBoot, input: { ...on, enabled }, reason }], restsOn }
}

function untilReady(node: string): Draft['steps'][number] {
  const input = {
    what: `${node} to be Ready`,
    checks: ['node-is-ready'],
    node,
    tolerates: [],
    limitSeconds: readyWithinSeconds,
  }
  return { step: waitFor, input, reason: 'a K3s that runs is not yet a node that serves' }
}

interface Service {
  readonly on: UnitOnNode
  readonly isActive: boolean
  readonly isEnabled: boolean
  readonly restsOn: readonly RestsOn[]
}

/** @throws usage error `node-not-configured` or `service-absent`; cluster error `plan-not-seen` */
function serviceOf(node: string, index: EvidenceIndex, { configuration }: Around): Service {
  const known = Object.keys(configuration?.nodes ?? {})
  if (!known.includes(node))
    throw usageError('node-not-configured', `bramble.yaml names no node "${node.slice(0, 60)}".`, {
      next:
        known.length > 0
          ? `Its nodes: ${known.join(', ')}.`
          : 'A service is changed over SSH: `bramble init` writes how nodes are reached.',
    })
  const unit = k3sUnitOf(seen(index, units).filter((candidate) => candidate.node === node))
  if (!unit)
    throw usageError('service-absent', `${node} has no unit k3s or k3s-agent.`, {
      next: 'Install K3s there first: https://docs.k3s.io/quick-start',
    })
  return {
    on: { node, unit: unit.name === 'k3s.service' ? 'k3s.service' : 'k3s-agent.service' },
    isActive: unit.activeState === 'active',
    isEnabled: unit.unitFileState === 'enabled',
    restsOn: [
      { fact: `unit/${unit.name} on ${node}`, is: stateWords(unit) },
      { fact: `unit/${unit.name} on ${node} at boot`, is: unit.unitFileState ?? 'not known' },
    ],
  }
}
