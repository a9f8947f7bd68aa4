import * as z from 'zod'
import { pods } from '#src/model/facts/kubernetes.ts'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { backupCanBeRestored } from '#src/rules/checks/backup-can-be-restored.ts'
import { backupOpensWithKey } from '#src/rules/checks/backup-opens-with-key.ts'
import { clusterHasEnded } from '#src/rules/checks/cluster-has-ended.ts'
import { noLonghornVolumes } from '#src/rules/checks/no-longhorn-volumes.ts'
import { dataGate, defineStep, type Gate, type StepContext } from '../define-step.ts'
import { unitBefore, unitsNow } from '../k3s-unit.ts'
import { killall, killallMilliseconds, refuseLiveVolumes } from '../killall.ts'
import { Member } from './member.ts'

const input = z.object({
  members: z.array(Member).min(1),
  /** Name of the backup that is to be restored. */
  backup: z.string().min(1),
  /** File of the key that is to open it. */
  identity: z.string().min(1),
  /** False where no API answers, so that nobody can list volumes: then the disks alone are asked. */
  hasApi: z.boolean(),
})

const stopMilliseconds = 150_000

/** The disks know replicas also where no API answers. */
const refuseReplicas = `for meta in /var/lib/longhorn/replicas/*/volume.meta; do
  [ -e "$meta" ] || continue
  echo "there are replicas of Longhorn volumes on this disk: \${meta%/*}" >&2
  exit 1
done`

const gates: readonly Gate[] = [
  dataGate(allNodesAnswer),
  dataGate(backupCanBeRestored),
  dataGate(backupOpensWithKey),
]
const gatesByApi: readonly Gate[] = [
  ...gates,
  dataGate(noLonghornVolumes, { disturbedByStep: true }),
]

/**
 * Ends K3s and all its containers on every node, and keeps K3s from starting at a boot, so that no
 * node of the old cluster works beside the restored one.
 */
export const endCluster = defineStep({
  id: 'end-cluster',
  title: ({ members }) => `Stop K3s and all containers on ${members.length} nodes`,
  input,
  reads: { pods },
  risk: 'disruptive',
  about: ({ members, backup, identity }) => ({
    wish: {
      nodes: members.map(({ node }) => node),
      backup: [backup],
      identity: [identity],
      server: members.slice(0, 1).map(({ node }) => node),
    },
  }),
  requires: gatesByApi,
  requiresFor: ({ hasApi }) => (hasApi ? gatesByApi : gates),
  verify: [clusterHasEnded],

  preview: ({ members }, { pods }) => [
    'refuse where a volume is in use, or replicas of Longhorn lie on a disk',
    ...inOrder(members).map(
      ({ node, unit }) => `systemctl disable --now ${unit} and k3s-killall.sh on ${node}`,
    ),
    `${pods.length} pods end; nothing of this cluster runs until the backup does`,
  ],

  remembered: z.object({ units: z.record(z.string(), unitBefore) }),
  remember: async ({ members }, context) => ({ units: await unitsNow(members, context) }),

  async apply({ members }, context) {
    // All of them are asked before the first one is stopped.
    await Promise.all(
      members.map(({ node }) => context.node(node).run(`${refuseLiveVolumes}${refuseReplicas}`)),
    )
    for (const member of inOrder(members)) {
      context.stopHere()
      await endOn(member, context)
    }
  },

  async undo({ members }, { units }, context) {
    for (const { node, unit } of members) {
      const before = units[node]
      if (before?.enabled) await context.node(node).run('systemctl enable -q "$1"', [unit])
      if (before?.active) await context.node(node).run('systemctl start --no-block "$1"', [unit])
    }
  },
})

/** Agents first: with a server away they would only look for it. */
function inOrder(members: readonly Member[]): readonly Member[] {
  const rank = ({ role }: Member) => (role === 'agent' ? 0 : 1)
  return members.toSorted((one, other) => rank(one) - rank(other))
}

async function endOn({ node, unit }: Member, { node: shellOf, say }: StepContext): Promise<void> {
  const shell = shellOf(node)
  await shell.run('systemctl disable -q --now "$1"', [unit], {
    timeoutMilliseconds: stopMilliseconds,
  })
  await shell.run(killall, [], { timeoutMilliseconds: killallMilliseconds })
  say(`no container of K3s runs on ${node}`)
}
