import { parseDuration } from '#src/model/duration.ts'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { Goal } from '#src/model/plan.ts'
import { isServer } from '#src/rules/ready-nodes.ts'
import { endContainers } from '#src/steps/end-containers.ts'
import { setServiceAtBoot } from '#src/steps/set-service-at-boot.ts'
import { longestWatchSeconds, shortestWatchSeconds, watchBoard } from '#src/steps/watch-board.ts'
import type { Planner } from './draft.ts'
import { emptying } from './emptying.ts'
import { bootOf, nodeOf, refuseOwnNode } from './node-facts.ts'
import { seen } from './seen.ts'
import { serviceOf } from './service-facts.ts'

/**
 * Is it the board, or K3s? Empties a node, ends all of K3s on it and watches the board. It stays
 * out of the cluster then until `rejoin`.
 *
 * @throws usage error `isolate-time`, `isolate-only-server`, `own-node` and those of a drain
 */
export const planIsolate: Planner = (goal, index, accepted, around) => {
  const seconds = secondsIn(goal)
  refuseOwnNode(goal, around)
  const node = nodeOf(goal.target, index)
  refuseOnlyServer(node.name, index)
  const { on, isEnabled, restsOn } = serviceOf(node.name, index, around)
  const { step: drain, restsOn: emptyRestsOn } = emptying(goal, 'drain', index, accepted)
  const atBoot = {
    step: setServiceAtBoot,
    input: { ...on, enabled: false },
    reason: 'a board that starts anew by itself is to stay without K3s',
  }
  return {
    steps: [
      ...(drain ? [drain] : []),
      ...(isEnabled ? [atBoot] : []),
      {
        step: endContainers,
        input: { ...on, leaving: 'drain' },
        reason: 'stopping the unit alone leaves every container running',
      },
      {
        step: watchBoard,
        input: { node: node.name, bootId: bootOf(node), seconds },
        reason: 'a board that fails without K3s fails by itself',
      },
    ],
    restsOn: [...emptyRestsOn, ...restsOn],
    leaves: [
      {
        kind: 'not-asked',
        what: node.name,
        reason: 'it stays out of the cluster after the verdict',
        instead: [`bramble rejoin ${node.name}`],
      },
    ],
  }
}

const usualTime = '12h'

function secondsIn({ options }: Goal): number {
  const wish = String(options['for'] ?? usualTime)
  const seconds = Math.round((parseDuration(wish) ?? 0) / 1000)
  if (seconds >= shortestWatchSeconds && seconds <= longestWatchSeconds) return seconds
  throw usageError(
    'isolate-time',
    `--for is "${wish.slice(0, 40)}"; expected a time from 10m to 7d`,
    { next: 'bramble isolate NODE --for 12h' },
  )
}

/** Without an API nobody could be told what came of it, nor move a pod meanwhile. */
function refuseOnlyServer(name: string, index: EvidenceIndex): void {
  const servers = seen(index, nodes).filter(isServer)
  if (servers.length === 1 && servers[0]?.name === name)
    throw usageError(
      'isolate-only-server',
      `${name} is the only server: the cluster would be away.`,
      {
        next: 'Join a second server first: the verdict is kept in the API.',
      },
    )
}
