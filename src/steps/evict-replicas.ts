import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { disksHaveRoomWithoutNode } from '#src/rules/checks/disks-have-room-without-node.ts'
import { nodeHoldsNoReplicas } from '#src/rules/checks/node-holds-no-replicas.ts'
import { nodeTakesNoReplicas } from '#src/rules/checks/node-takes-no-replicas.ts'
import { replicasCanLeaveNode } from '#src/rules/checks/replicas-can-leave-node.ts'
import { replicasFitWithoutNode } from '#src/rules/checks/replicas-fit-without-node.ts'
import { volumesSurviveWithoutNode } from '#src/rules/checks/volumes-survive-without-node.ts'
import { volumesWereAttached } from '#src/rules/checks/volumes-were-attached.ts'
import { replicasOf, type Storage, type Volume, volumeName } from '#src/rules/replica-health.ts'
import { storageWishOf } from '#src/transport/kubernetes/longhorn-objects.ts'
import { availabilityGate, dataGate, defineStep, notice } from './define-step.ts'
import { wishStorage } from './set-storage.ts'

/** The longest that replicas may take to be built elsewhere. */
const longestSeconds = 6 * 3600

/**
 * Asks Longhorn to move every replica off a node, and waits until none is left. Longhorn builds
 * the new one first. That as many nodes are left as a volume wants replicas is a data gate here:
 * otherwise the eviction never ends, and accepting that would not make it end.
 */
export const evictReplicas = defineStep({
  id: 'evict-replicas',
  title: ({ node }) => `Move all replicas off ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** Names of the volumes that were shown. */
    volumes: z.array(z.string()),
  }),
  reads: { longhornVolumes, longhornReplicas, longhornEngines, longhornNodes, nodes },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [
    dataGate(volumesSurviveWithoutNode),
    dataGate(replicasCanLeaveNode),
    dataGate(replicasFitWithoutNode),
    availabilityGate(disksHaveRoomWithoutNode),
    notice(volumesWereAttached),
  ],
  verify: [nodeTakesNoReplicas, nodeHoldsNoReplicas],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ node, volumes }, storage) => {
    const found = storage.longhornNodes.find(({ name }) => name === node)
    return [
      `allowScheduling ${found?.allowScheduling ?? '?'} → false on ${node}`,
      `evictionRequested ${found?.evictionRequested ?? false} → true on ${node}`,
      ...volumes.map((name) => previewOf(name, node, storage)).sort(),
    ]
  },

  remembered: z.object({ allowScheduling: z.boolean(), evictionRequested: z.boolean() }),
  remember: ({ node }, { kube, signal }) => storageWishOf(kube, node, { signal }),

  apply: ({ node }, context) =>
    wishStorage(node, { allowScheduling: false, evictionRequested: true }, context),

  // What was built elsewhere by then stays there.
  undo: ({ node }, before, context) => wishStorage(node, before, context),
})

function previewOf(name: string, node: string, storage: Storage): string {
  const volume = storage.longhornVolumes.find((candidate) => candidate.name === name)
  if (!volume) return `${name}: not listed any more`
  const size = ((volume.actualSizeBytes ?? 0) / 1024 ** 3).toFixed(1)
  return `${volumeName(volume)}: ${size} GiB are built anew elsewhere${homesOf(volume, node, storage)}`
}

function homesOf(volume: Volume, node: string, storage: Storage): string {
  const others = replicasOf(volume, storage)
    .filter(({ nodeName, failedAt }) => nodeName !== node && !failedAt)
    .map(({ nodeName }) => nodeName ?? '?')
    .sort()
  const attach = volume.state === 'detached' ? '; Longhorn attaches it for that' : ''
  return `${others.length > 0 ? `, not on ${others.join(', ')}` : ''}${attach}`
}
