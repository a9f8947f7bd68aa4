import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { units } from '#src/model/facts/node.ts'

export type UnitFact = z.infer<typeof units.schema> & Origin

/**
 * The unit that K3s runs in: `k3s.service` on a server, `k3s-agent.service` on an agent. Where a
 * node has both, the one that runs counts.
 */
export function k3sUnitOf<T extends UnitFact>(units: readonly T[]): T | undefined {
  const own = units.filter(
    ({ name, loadState }) => /^k3s(-agent)?\.service$/.test(name) && loadState !== 'not-found',
  )
  return own.find(({ activeState }) => activeState === 'active') ?? own[0]
}

/** `active (running)`. */
export function stateWords({ activeState, subState }: UnitFact): string {
  return `${activeState}${subState ? ` (${subState})` : ''}`
}
