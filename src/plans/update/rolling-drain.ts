import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { Acceptance, Goal, RestsOn } from '#src/model/plan.ts'
import { waiting } from '../coming-back.ts'
import type { DraftStep } from '../draft.ts'
import { emptying } from '../emptying.ts'

const roomSeconds = 900

export interface Rolling {
  readonly goal: Goal
  readonly index: EvidenceIndex
  readonly accepted: readonly Acceptance[]
  /** The node that Bramble runs on, if it is one. */
  readonly ownNode: string | undefined
  /** True where no node was emptied before this one. */
  readonly isFirst: boolean
}

interface RollingDrain {
  readonly steps: readonly DraftStep[]
  readonly cordons: boolean
  /** The pods that leave, where nothing moves before. */
  readonly restsOn: readonly RestsOn[]
}

/**
 * How a node is emptied in a plan that empties several, one after the other. Pods of the nodes
 * before may have come by then, so it does not rest on which ones there are now; and those have to
 * be ready again before their budgets are spent a second time.
 */
export function rollingDrain(
  node: string,
  { goal, index, accepted, isFirst }: Omit<Rolling, 'ownNode'>,
): RollingDrain {
  const { step, cordons, restsOn } = emptying({ ...goal, target: node }, 'reboot', index, accepted)
  if (!step) return { steps: [], cordons, restsOn: [] }
  const pods = restsOn.filter(({ fact }) => fact.startsWith('pod/'))
  if (isFirst) return { steps: [step], cordons, restsOn: pods }
  const room = waiting({
    what: `budgets that let pods of ${node} go`,
    checks: ['budgets-allow-eviction'],
    node,
    tolerates: accepted.map(({ subject }) => subject).filter((one) => one.startsWith('budget/')),
    reason: 'pods that moved from the node before are to be ready first',
    limitSeconds: roomSeconds,
  })
  const drain = { ...step, input: { ...step.input, newcomers: true } }
  return { steps: [room, drain], cordons, restsOn: [] }
}
