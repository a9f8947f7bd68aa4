import * as z from 'zod'
import { storedPieces } from '#src/model/facts/node.ts'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { backupIsFresh } from '#src/rules/checks/backup-is-fresh.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { boardsHaveMachineIds } from '#src/rules/checks/boards-have-machine-ids.ts'
import { availabilityGate, dataGate, defineStep } from '../define-step.ts'
import { refuseLiveVolumes } from '../killall.ts'
import { Uninstalled, uninstall, uninstallPreview } from '../uninstall.ts'

/**
 * Uninstalls K3s everywhere, agents first, and with it the datastore and every local-path volume.
 * Replicas of Longhorn stay on their disks: deleting them is nobody's job but a person's.
 */
export const uninstallEverywhere = defineStep({
  id: 'uninstall-everywhere',
  title: ({ boards }) => `Uninstall K3s on ${boards.length} nodes`,
  input: z.object({
    /** In this order; servers last. */
    boards: z.array(Uninstalled).min(1),
    cluster: z.string().min(1),
  }),
  reads: { storedPieces },
  risk: 'destructive',
  about: ({ boards, cluster }) => ({
    wish: { nodes: boards.map(({ node }) => node), cluster: [cluster] },
  }),
  requires: [
    dataGate(allNodesAnswer),
    dataGate(boardsHaveMachineIds),
    // Once it has begun the authority that the backup is compared with is going.
    availabilityGate(backupIsFresh, { disturbedByStep: true }),
  ],
  verify: [boardIsNoMember],

  preview: ({ boards }, { storedPieces }) => {
    const lost = boards.flatMap(({ node }) =>
      storedPieces.filter((piece) => piece.node === node && isLost(piece.path)),
    )
    return [
      ...boards.flatMap(({ node, machineId }) => [
        ...uninstallPreview(node, machineId),
        ...lost.flatMap((piece) =>
          piece.node === node ? [`lost on ${node}: ${piece.path}, ${piece.sizeBytes} bytes`] : [],
        ),
      ]),
      `lost in all: ${lost.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} bytes`,
    ]
  },

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ boards }, context) {
    // All of them are asked before the first one loses anything.
    await Promise.all(boards.map(({ node }) => context.node(node).run(refuseLiveVolumes)))
    for (const board of boards) {
      context.stopHere()
      await uninstall(board, { found: 'running', wipe: false }, context)
    }
  },

  undo: 'impossible',
})

/** What K3s's own scripts delete: all below its folder, and nothing of Longhorn. */
export function isLost(path: string): boolean {
  return path.startsWith('/var/lib/rancher/k3s/')
}
