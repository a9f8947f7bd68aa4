import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { units } from '#src/model/facts/node.ts'
import type { RestsOn } from '#src/model/plan.ts'
import { k3sUnitOf, stateWords, type UnitFact } from '#src/rules/k3s-unit.ts'
import type { UnitOnNode } from '#src/steps/k3s-unit.ts'
import { waitFor } from '#src/steps/wait-for.ts'
import type { Around, Draft } from './draft.ts'
import { seenOn } from './seen.ts'

const readyWithinSeconds = 300

/** Waits until the node is Ready. */
export function untilReady(node: string): Draft['steps'][number] {
  const input = {
    what: `${node} to be Ready`,
    checks: ['node-is-ready'],
    node,
    tolerates: [],
    limitSeconds: readyWithinSeconds,
  }
  return { step: waitFor, input, reason: 'a K3s that runs is not yet a node that serves' }
}

/** K3s's unit on a node, as it is. */
export interface Service {
  readonly on: UnitOnNode
  readonly isActive: boolean
  readonly isEnabled: boolean
  readonly restsOn: readonly RestsOn[]
}

/** @throws usage error `node-not-configured` or `service-absent`; cluster error `plan-not-seen` */
export function serviceOf(node: string, index: EvidenceIndex, { configuration }: Around): Service {
  const known = Object.keys(configuration?.nodes ?? {})
  if (!known.includes(node))
    throw usageError('node-not-configured', `bramble.yaml names no node "${node.slice(0, 60)}".`, {
      next:
        known.length > 0
          ? `Its nodes: ${known.join(', ')}.`
          : 'A service is changed over SSH: `bramble init` writes how nodes are reached.',
    })
  const unit = k3sUnitOf(seenOn(node, index, units))
  if (!unit)
    throw usageError('service-absent', `${node} has no unit k3s or k3s-agent.`, {
      next: 'Install K3s there first: https://docs.k3s.io/quick-start',
    })
  return {
    on: { node, unit: unit.name === 'k3s.service' ? 'k3s.service' : 'k3s-agent.service' },
    isActive: unit.activeState === 'active',
    isEnabled: unit.unitFileState === 'enabled',
    restsOn: [
      { fact: `unit/${unit.name} on ${node}`, is: standing(unit) },
      { fact: `unit/${unit.name} on ${node} at boot`, is: unit.unitFileState ?? 'not known' },
    ],
  }
}

/**
 * A unit that is starting while somebody reads the plan runs when they have read it, as on boards that
 * have just got their power back: that is no other state to act on.
 */
function standing(unit: UnitFact): string {
  const isStarting = unit.activeState === 'activating' && unit.subState === 'start'
  return isStarting ? 'active (running)' : stateWords(unit)
}
