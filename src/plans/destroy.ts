import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { nodePreparation, storedPieces } from '#src/model/facts/node.ts'
import type { Left } from '#src/model/plan.ts'
import { isLost, uninstallEverywhere } from '#src/steps/destroy/uninstall-everywhere.ts'
import { clusterName } from './backup.ts'
import type { Draft, Planner } from './draft.ts'
import { inOrder } from './node-order.ts'
import { seen } from './seen.ts'

/**
 * Ends a cluster for good: K3s goes from every node of bramble.yaml that has it, agents first, and
 * with it all that is listed.
 *
 * @throws usage errors `destroy-name` where somebody did not type this cluster's name,
 *   `destroy-nodes`
 */
export const planDestroy: Planner = (goal, index, _accepted, around): Draft => {
  const cluster = clusterName(around)
  if (goal.target !== cluster)
    throw usageError(
      'destroy-name',
      `"${goal.target.slice(0, 60)}" is not the name of this cluster.`,
      {
        next: `It is called ${cluster}: bramble destroy ${cluster} --dry-run lists what would be lost.`,
      },
    )
  const configured = around.configuration?.nodes ?? {}
  if (Object.keys(configured).length === 0)
    throw usageError('destroy-nodes', 'bramble.yaml names no node to uninstall K3s on.')
  const told = seen(index, nodePreparation)
  const pieces = seen(index, storedPieces)
  // A node that did not answer stays in the plan: a gate refuses for it, and it is not forgotten.
  const members = Object.keys(configured).filter((node) => {
    const found = told.find((one) => one.node === node)
    return !found || found.clusterAuthority !== undefined || found.k3sBytes !== undefined
  })
  const nodes = inOrder(members, 'agent', around)
  if (nodes.length === 0) return { steps: [], restsOn: [] }
  const lost = pieces.filter(({ path }) => isLost(path) && !isBusy(path))
  const boards = nodes.map((node) => ({
    node,
    machineId: told.find((one) => one.node === node)?.machineId ?? notTold,
    localVolumes: lost.flatMap((piece) => (piece.node === node ? [piece.path] : [])),
  }))
  return {
    steps: [
      { step: uninstallEverywhere, input: { boards, cluster }, reason: `${cluster} is to end` },
    ],
    restsOn: [
      ...nodes.map((node) => ({
        fact: `node/${node} cluster`,
        is: told.find((one) => one.node === node)?.clusterAuthority?.slice(0, 12) ?? 'not known',
      })),
      ...lost.map(({ node, path }) => ({ fact: `${path} on ${node}`, is: 'there' })),
    ],
    leaves: leftOn(nodes, index),
  }
}

/** No board has it. A gate refuses where one did not say its own, before anything is uninstalled. */
const notTold = '0'.repeat(32)

/** K3s writes there all the time; that such a folder is there is no news. */
function isBusy(path: string): boolean {
  return !path.startsWith('/var/lib/rancher/k3s/storage/')
}

function leftOn(nodes: readonly string[], index: EvidenceIndex): readonly Left[] {
  const replicas = seen(index, storedPieces).filter(
    ({ node, path }) => nodes.includes(node ?? '') && !isLost(path),
  )
  return replicas.map(({ node, path, sizeBytes }) => ({
    kind: 'by-hand',
    what: `${path} on ${node}`,
    reason: `${sizeBytes} bytes of a Longhorn replica: they may be the last copy of a volume`,
    instead: [`sudo rm -r ${path}        on ${node}, once nobody wants it any more`],
  }))
}
