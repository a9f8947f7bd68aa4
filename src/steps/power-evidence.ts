import * as z from 'zod'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { neighbours } from '#src/model/facts/restarts.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import type { StepContext } from './define-step.ts'
import { askOutlet } from './outlet.ts'

/** What a cut destroys, kept in the journal before it: for a board without a journal that is all. */
export const SavedEvidence = z.object({
  /** The boot that ends with the cut, as the API server knows it. */
  bootId: z.string().optional(),
  leaseRenewedAt: z.string().optional(),
  /** `Ready=Unknown NodeStatusUnknown since 2026-11-26T15:04:11Z` */
  conditions: z.array(z.string()),
  /** What the other nodes hear of it: `pi01: REACHABLE, 2 of 2 pings`. */
  heard: z.array(z.string()),
  /** `closet port 3: on, deliveringPower` */
  outlet: z.string(),
  flowed: z.enum(['yes', 'no', 'unknown']),
  counters: z.record(z.string(), z.number()).optional(),
})
export type SavedEvidence = Readonly<z.infer<typeof SavedEvidence>>

const mostWitnesses = 64

/** Asks the API, all other nodes and the outlet about a node, at once and within their limits. */
export async function saveEvidence(
  node: string,
  door: PowerDoor,
  context: StepContext,
): Promise<SavedEvidence> {
  const [index, { state, failure }] = await Promise.all([
    context.witness(node),
    askOutlet(door, context),
  ])
  return {
    ...seenByApi(node, index),
    heard: heardByOthers(node, index),
    outlet: `${door.name}: ${state?.words ?? failure?.reason}`,
    flowed: state?.flows ?? 'unknown',
    ...(state?.counters && { counters: state.counters }),
  }
}

function seenByApi(
  node: string,
  index: EvidenceIndex,
): Pick<SavedEvidence, 'bootId' | 'leaseRenewedAt' | 'conditions'> {
  const found = factsOf(index, nodes).find(({ name }) => name === node)
  if (!found) return { conditions: [] }
  const { bootId, leaseRenewedAt } = found
  return {
    ...(bootId !== undefined && { bootId }),
    ...(leaseRenewedAt !== undefined && { leaseRenewedAt }),
    conditions: found.conditions.map(
      ({ type, status, reason = '', lastTransitionAt = 'an unknown time' }) =>
        `${type}=${status} ${reason} since ${lastTransitionAt}`,
    ),
  }
}

function heardByOthers(node: string, index: EvidenceIndex): string[] {
  return factsOf(index, neighbours)
    .filter(({ target }) => target === node)
    .slice(0, mostWitnesses)
    .map(({ node: witness, state = 'no neighbour entry', sent, received }) => {
      const pings = sent === undefined ? '' : `, ${received ?? 0} of ${sent} pings`
      return `${witness}: ${state}${pings}`
    })
}
