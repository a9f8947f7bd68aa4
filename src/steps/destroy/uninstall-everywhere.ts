import * as z from 'zod'
import { storedPieces } from '#src/model/facts/node.ts'
import { nodeFiles } from '#src/model/node-files.ts'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { backupIsFresh } from '#src/rules/checks/backup-is-fresh.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { availabilityGate, dataGate, defineStep } from '../define-step.ts'
import { refuseLiveVolumes } from '../killall.ts'

const uninstallMilliseconds = 10 * 60_000

/**
 * Uninstalls K3s everywhere, agents first, and with it the datastore and every local-path volume.
 * Replicas of Longhorn stay on their disks: deleting them is nobody's job but a person's.
 */
export const uninstallEverywhere = defineStep({
  id: 'uninstall-everywhere',
  title: ({ nodes }) => `Uninstall K3s on ${nodes.length} nodes`,
  input: z.object({
    /** In this order; servers last. */
    nodes: z.array(z.string().min(1)).min(1),
    cluster: z.string().min(1),
  }),
  reads: { storedPieces },
  risk: 'destructive',
  about: ({ nodes, cluster }) => ({ wish: { nodes, cluster: [cluster] } }),
  requires: [
    dataGate(allNodesAnswer),
    // Once it has begun the authority that the backup is compared with is going.
    availabilityGate(backupIsFresh, { disturbedByStep: true }),
  ],
  verify: [boardIsNoMember],

  preview: ({ nodes }, { storedPieces }) => [
    'refuse where a volume is still in use',
    ...nodes.flatMap((node) => {
      const own = storedPieces.filter((piece) => piece.node === node && isLost(piece.path))
      return [
        `${node}: k3s-uninstall.sh, and the files that Bramble keeps there`,
        ...own.map(({ path, sizeBytes }) => `lost on ${node}: ${path}, ${sizeBytes} bytes`),
      ]
    }),
    `lost in all: ${storedPieces
      .filter(({ node, path }) => nodes.includes(node ?? '') && isLost(path))
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)} bytes`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ nodes }, context) {
    // All of them are asked before the first one loses anything.
    await Promise.all(nodes.map((node) => context.node(node).run(refuseLiveVolumes)))
    for (const node of nodes) {
      context.stopHere()
      await context.node(node).run(uninstall, Object.keys(nodeFiles), {
        timeoutMilliseconds: uninstallMilliseconds,
      })
      context.say(`${node} is a bare board again`)
    }
  },

  undo: 'impossible',
})

/** What K3s's own scripts delete: all below its folder, and nothing of Longhorn. */
export function isLost(path: string): boolean {
  return path.startsWith('/var/lib/rancher/k3s/')
}

/** Files of Bramble go, and what stood there before it comes back. May be called again. */
const uninstall = `${refuseLiveVolumes}for script in k3s-agent-uninstall.sh k3s-uninstall.sh; do
  path=$(command -v "$script") || continue
  "$path" </dev/null >/dev/null 2>&1 || { echo "$script ended with $?" >&2; exit 1; }
done
rm -rf /var/lib/rancher/k3s /etc/rancher/k3s /etc/rancher/node
for file; do
  if [ -f "$file" ] && head -n 1 "$file" | grep -q '^# Kept by Bramble'; then rm -f -- "$file"; fi
  if [ -f "$file.before-bramble" ] && [ ! -e "$file" ]; then mv -- "$file.before-bramble" "$file"; fi
done
rm -rf /usr/local/lib/bramble
rm -f /usr/local/bin/k3s
systemctl daemon-reload`
