import { usageError } from '#src/model/error.ts'
import type { Goal, Left } from '#src/model/plan.ts'
import { listsAreFresh } from '#src/rules/package-lists.ts'
import { refreshPackages } from '#src/steps/update/refresh-packages.ts'
import type { Draft, Planner } from '../draft.ts'
import { nodeRestsOn } from '../node-facts.ts'
import { inOrder, nodesOf } from '../node-order.ts'
import { type NodeUpdate, nodeUpdate } from './node-update.ts'
import { type Packages, packagesOf } from './packages.ts'
import type { Rolling } from './rolling-drain.ts'

/**
 * Packages of the operating system, one drained node at a time: agents first, since a bad one there
 * takes no API away; then servers; last the node that Bramble runs on. What is installed is known
 * only by fresh lists, so where they are old the plan fetches them and ends there.
 *
 * @throws usage error `update-options`, those of `nodesOf` and `nodeOf`; cluster error
 *   `update-unseen` or `update-apt-trouble`
 */
export const planUpdateOs: Planner = (goal, index, accepted, around): Draft => {
  const all = inOrder(nodesOf(goal, around), 'agent', around).map((name) =>
    packagesOf(name, index, scopeOf(goal)),
  )
  const asked = all.filter((one) => one.updates !== undefined)
  const leaves = all.flatMap(leftOn)
  const old = asked.filter(({ updates }) => updates && !listsAreFresh(updates))
  if (old.length > 0) return refreshDraft(old, leaves)
  return updateDraft(asked, leaves, { goal, index, accepted, ownNode: around.ownNode })
}

function updateDraft(
  asked: readonly Packages[],
  leaves: readonly Left[],
  rolling: Omit<Rolling, 'isFirst'>,
): Draft {
  let drained = 0
  const drafts = asked.map((packages): NodeUpdate => {
    const draft = nodeUpdate(packages, { ...rolling, isFirst: drained === 0 })
    if (draft.drains) drained += 1
    return draft
  })
  return {
    steps: drafts.flatMap(({ steps }) => steps),
    restsOn: [
      ...asked.flatMap(({ node, restsOn }) => [...nodeRestsOn(node), ...restsOn]),
      ...drafts.flatMap(({ restsOn }) => restsOn),
    ],
    leaves: [...drafts.flatMap((draft) => draft.leaves), ...leaves],
  }
}

function refreshDraft(old: readonly Packages[], leaves: readonly Left[]): Draft {
  const nodes = old.map(({ node }) => node.name)
  const known = old.reduce((sum, { selected }) => sum + selected.length, 0)
  const installing: Left = {
    kind: 'not-asked',
    what: 'installing',
    reason: `what there is to install is known by fresh lists; by the old ones ${known} packages`,
    instead: ['bramble update os, once this is done'],
  }
  return {
    steps: [
      {
        step: refreshPackages,
        input: { nodes },
        reason: 'what a node is drained for is fetched before, on all nodes at once',
      },
    ],
    restsOn: old.flatMap(({ node }) => nodeRestsOn(node)),
    leaves: [installing, ...leaves],
    plansAgain: true,
  }
}

function scopeOf({ options }: Goal): 'all' | 'security' {
  const only = options['security-only']
  if (only === undefined || only === false) return 'all'
  if (only === true) return 'security'
  throw usageError('update-options', '--security-only takes no value')
}

/** What stays as it is on a node, whatever is installed. */
function leftOn({ node: { name }, updates, selected, passedOver, firmware }: Packages): Left[] {
  if (!updates)
    return [
      {
        kind: 'by-hand',
        what: `packages of ${name}`,
        reason: 'it has no apt',
        instead: ['update it with its own tool'],
      },
    ]
  const rest = updates.upgrades.length - selected.length
  return [
    ...updates.held.map(
      (held): Left => ({
        kind: 'not-asked',
        what: `${held} on ${name}`,
        reason: 'somebody holds it at its version',
        instead: [`sudo apt-mark unhold ${held}`],
      }),
    ),
    ...(rest > 0
      ? [
          {
            kind: 'not-asked' as const,
            what: `${rest} packages on ${name}`,
            reason: 'they are no security fixes',
            instead: [`bramble update os --nodes ${name}`],
          },
        ]
      : []),
    ...(passedOver === undefined
      ? []
      : [
          {
            kind: 'by-hand' as const,
            what: `kernel ${passedOver} on ${name}`,
            reason: 'it was installed before the last start, and an older one runs',
            instead: [`look for kernel= in config.txt of ${name}, and for room in /boot/firmware`],
          },
        ]),
    ...(firmware === 'available'
      ? [
          {
            kind: 'not-asked' as const,
            what: `bootloader of ${name}`,
            reason: 'an update is there; its service stages it at a start unless it is frozen',
            instead: ['sudo rpi-eeprom-update -a'],
          },
        ]
      : []),
  ]
}
