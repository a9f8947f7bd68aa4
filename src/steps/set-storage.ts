import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { longhornNodes, longhornReplicas } from '#src/model/facts/longhorn.ts'
import { nodeTakesNoReplicas } from '#src/rules/checks/node-takes-no-replicas.ts'
import { nodeTakesReplicas } from '#src/rules/checks/node-takes-replicas.ts'
import { replicasFitWithoutNode } from '#src/rules/checks/replicas-fit-without-node.ts'
import {
  type StorageWish,
  setStorageWish,
  storageWishOf,
} from '#src/transport/kubernetes/longhorn-objects.ts'
import { availabilityGate, defineStep, type StepContext } from './define-step.ts'

/**
 * Whether Longhorn places new replicas on a node. What is there stays and is used; an eviction that
 * somebody asked for ends where the node takes replicas again.
 */
export const setStorage = defineStep({
  id: 'set-storage',
  title: ({ node, on }) => `Let Longhorn place ${on ? '' : 'no '}new replicas on ${node}`,
  input: z.object({ node: z.string().min(1), on: z.boolean() }),
  reads: { longhornNodes, longhornReplicas },
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [availabilityGate(replicasFitWithoutNode)],
  requiresFor: ({ on }) => (on ? [] : [availabilityGate(replicasFitWithoutNode)]),
  verify: [nodeTakesReplicas, nodeTakesNoReplicas],
  verifyFor: ({ on }) => [on ? nodeTakesReplicas : nodeTakesNoReplicas],

  preview: ({ node, on }, { longhornNodes, longhornReplicas }) => {
    const found = longhornNodes.find(({ name }) => name === node)
    const here = longhornReplicas.filter(({ nodeName }) => nodeName === node).length
    return [
      `allowScheduling ${found?.allowScheduling ?? '?'} → ${on} on ${node}`,
      ...(on && found?.evictionRequested ? ['evictionRequested true → false'] : []),
      ...(on ? [] : [`${here} replicas stay on ${node} and are used`]),
    ]
  },

  remembered: z.object({ allowScheduling: z.boolean(), evictionRequested: z.boolean() }),
  remember: ({ node }, { kube, signal }) => storageWishOf(kube, node, { signal }),

  async apply({ node, on }, context) {
    const { kube, signal } = context
    const { evictionRequested } = await storageWishOf(kube, node, { signal })
    // Longhorn refuses to place replicas where they are to leave.
    await wishStorage(
      node,
      { allowScheduling: on, evictionRequested: !on && evictionRequested },
      context,
    )
  },

  undo: ({ node }, before, context) => wishStorage(node, before, context),
})

/** Sets both wishes, unless they are so already, and makes sure that they took effect. */
export async function wishStorage(
  node: string,
  wish: StorageWish,
  { kube, signal, say }: StepContext,
): Promise<void> {
  if (isSame(await storageWishOf(kube, node, { signal }), wish)) return
  const now = await setStorageWish(kube, node, wish, { signal })
  if (!isSame(now, wish))
    throw clusterError(
      'storage-without-effect',
      `The API server took the change of Longhorn's node ${node}, but it shows another one.`,
      { next: `Look at it: \`kubectl -n longhorn-system get nodes.longhorn.io ${node} -o yaml\`.` },
    )
  const evicts = wish.evictionRequested ? ', and its replicas are to leave' : ''
  say(`${node} takes ${wish.allowScheduling ? 'new' : 'no new'} replicas${evicts}`)
}

function isSame(one: StorageWish, other: StorageWish): boolean {
  return (
    one.allowScheduling === other.allowScheduling &&
    one.evictionRequested === other.evictionRequested
  )
}
