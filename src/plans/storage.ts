import type * as z from 'zod'
import { usageError } from '#src/model/error.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import { longhornNodes, longhornReplicas } from '#src/model/facts/longhorn.ts'
import type { Left, RestsOn } from '#src/model/plan.ts'
import { evictReplicas } from '#src/steps/evict-replicas.ts'
import { setStorage } from '#src/steps/set-storage.ts'
import type { Planner } from './draft.ts'
import { nodeOf } from './node-facts.ts'
import { seen } from './seen.ts'

type StorageNode = z.infer<typeof longhornNodes.schema>

/** Lets Longhorn place replicas on a node again. @throws usage error as `storageNodeOf` does */
export const planStorageOn: Planner = (goal, index) => {
  const node = storageNodeOf(goal.target, index)
  const restsOn = storageRestsOn(node)
  const leaves = closedDisks(node)
  if (node.allowScheduling && !node.evictionRequested) return { steps: [], restsOn, leaves }
  const reason = `${node.name} is to hold new replicas again`
  return {
    steps: [{ step: setStorage, input: { node: node.name, on: true }, reason }],
    restsOn,
    leaves,
  }
}

/**
 * No new replicas on a node; those that are there leave it only where that was asked for.
 *
 * @throws usage error as `storageNodeOf` does
 */
export const planStorageOff: Planner = (goal, index) => {
  const node = storageNodeOf(goal.target, index)
  const here = seen(index, longhornReplicas).filter(({ nodeName }) => nodeName === node.name)
  const restsOn = storageRestsOn(node)
  if (goal.options['evict'] === true) {
    const volumes = [...new Set(here.map(({ volume }) => volume))].sort()
    if (volumes.length === 0 && !node.allowScheduling) return { steps: [], restsOn }
    const reason = `${node.name} is to hold no replica: ${volumes.length} volumes have one there`
    return {
      steps: [{ step: evictReplicas, input: { node: node.name, volumes }, reason }],
      restsOn: [...restsOn, ...replicasRestOn(node.name, index)],
    }
  }
  const leaves = here.length > 0 ? [staying(node.name, here.length)] : []
  if (!node.allowScheduling) return { steps: [], restsOn, leaves }
  const reason = `${node.name} is to take no new replicas`
  return {
    steps: [{ step: setStorage, input: { node: node.name, on: false }, reason }],
    restsOn,
    leaves,
  }
}

/** That the same replicas are still on the node. */
export function replicasRestOn(node: string, index: EvidenceIndex): RestsOn[] {
  return seen(index, longhornReplicas)
    .filter(({ nodeName }) => nodeName === node)
    .map(({ name, volume }) => ({ fact: `replica/${name} on ${node}`, is: volume }))
}

/** @throws usage error `node-unknown`, `longhorn-absent` or `storage-node-unknown` */
function storageNodeOf(name: string, index: EvidenceIndex): StorageNode {
  nodeOf(name, index)
  const known = seen(index, longhornNodes)
  const found = known.find((node) => node.name === name)
  if (found) return found
  if (known.length === 0)
    throw usageError('longhorn-absent', 'This cluster has no Longhorn: no node holds replicas.')
  throw usageError('storage-node-unknown', `Longhorn lists no node "${name}".`, {
    next: `It lists ${known.map((node) => node.name).join(', ')}.`,
  })
}

function storageRestsOn({ name, allowScheduling, evictionRequested }: StorageNode): RestsOn[] {
  return [
    { fact: `storage/${name} takes replicas`, is: allowScheduling ? 'yes' : 'no' },
    { fact: `storage/${name} evicts`, is: evictionRequested ? 'yes' : 'no' },
  ]
}

function staying(node: string, count: number): Left {
  return {
    kind: 'not-asked',
    what: count === 1 ? `1 replica on ${node}` : `${count} replicas on ${node}`,
    reason: 'replicas stay where they are unless they are to leave',
    instead: [`bramble storage off ${node} --evict`],
  }
}

/** A disk has a switch of its own, and somebody set it. */
function closedDisks({ name, disks }: StorageNode): Left[] {
  return disks
    .filter(({ allowScheduling }) => allowScheduling === false)
    .map((disk) => ({
      kind: 'by-hand',
      what: `disk ${disk.path ?? disk.name} of ${name}`,
      reason: 'its own scheduling is switched off: it takes no replicas whatever the node does',
      instead: [
        `kubectl -n longhorn-system edit nodes.longhorn.io ${name}, spec.disks.${disk.name}.allowScheduling`,
      ],
    }))
}
