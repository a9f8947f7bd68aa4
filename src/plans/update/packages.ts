import { digestOf } from '#src/model/canonical-json.ts'
import { clusterError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodeIdentity, nodeUpdates } from '#src/model/facts/node.ts'
import type { NodeUpdates, Upgrade } from '#src/model/facts/node-updates.ts'
import type { RestsOn } from '#src/model/plan.ts'
import { kernelPassedOver, rebootReasons } from '#src/rules/reboot-reasons.ts'
import { bootOf, type NodeFact, nodeOf } from '../node-facts.ts'

/** What apt would change on a node, and whether the node waits for a restart already. */
export interface Packages {
  readonly node: NodeFact & { readonly bootId: string }
  /** Undefined where the node has no apt. */
  readonly updates: NodeUpdates | undefined
  readonly scope: 'all' | 'security'
  readonly selected: readonly Upgrade[]
  readonly rebootReasons: readonly string[]
  /** A newer kernel that is there and was not started. */
  readonly passedOver?: string | undefined
  readonly firmware?: NodeUpdates['firmware']
  readonly restsOn: readonly RestsOn[]
}

/** @throws usage error of `bootOf`; cluster error `update-unseen` or `update-apt-trouble` */
export function packagesOf(
  name: string,
  index: EvidenceIndex,
  scope: 'all' | 'security',
): Packages {
  const found = nodeOf(name, index)
  const node = { ...found, bootId: bootOf(found) }
  const updates = factsOf(index, nodeUpdates).find((one) => one.node === name)
  if (!updates) {
    refuseUnseen(name, index)
    return { node, updates, scope, selected: [], rebootReasons: [], restsOn: [] }
  }
  refuseTrouble(name, updates)
  const running = factsOf(index, nodeIdentity).find((one) => one.node === name)?.kernelRelease
  const selected = updates.upgrades.filter(({ security }) => scope === 'all' || security)
  return {
    ...{ node, updates, scope, selected },
    rebootReasons: rebootReasons(updates, running),
    passedOver: running === undefined ? undefined : kernelPassedOver(updates, running),
    firmware: updates.firmware,
    restsOn: restsOn(name, updates, selected),
  }
}

/** Without a gap every node was heard: then this one has no apt. */
function refuseUnseen(name: string, index: EvidenceIndex): void {
  const gap = index.asked.has(nodeUpdates.kind)
    ? index.gaps.get(nodeUpdates.kind)
    : 'it was not asked'
  if (gap !== undefined)
    throw clusterError('update-unseen', `${name} did not say what apt would do: ${gap}`, {
      next: `Does it answer? \`bramble check\`, or ssh to ${name}.`,
    })
}

/** While packages are half installed apt is in trouble by itself: that is what is mended. */
function refuseTrouble(name: string, { trouble, halfInstalled }: NodeUpdates): void {
  if (trouble !== undefined && halfInstalled.length === 0)
    throw clusterError('update-apt-trouble', `apt on ${name} says: ${trouble}`, {
      next: `See it there: \`apt-get -s full-upgrade\` on ${name}.`,
    })
}

function restsOn(
  name: string,
  { removals, halfInstalled }: NodeUpdates,
  selected: readonly Upgrade[],
): RestsOn[] {
  const offered = selected.map(({ name: one, from = '', to }) => `${one} ${from} ${to}`)
  const told = [...offered, ...removals, ...halfInstalled].toSorted()
  return [{ fact: `packages of ${name}`, is: digestOf(told).slice(0, 12) }]
}
