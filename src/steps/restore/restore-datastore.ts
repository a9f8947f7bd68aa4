import * as z from 'zod'
import { serverTokenPath } from '#src/model/backup.ts'
import { clusterError } from '#src/model/error.ts'
import { backups } from '#src/model/facts/backups.ts'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { backupCanBeRestored } from '#src/rules/checks/backup-can-be-restored.ts'
import { backupOpensWithKey } from '#src/rules/checks/backup-opens-with-key.ts'
import { serverHasAuthority } from '#src/rules/checks/server-has-authority.ts'
import { readBackup } from '#src/transport/backup/backup-file.ts'
import { readIdentities } from '#src/transport/backup/identity.ts'
import { markOpened } from '#src/transport/backup/label.ts'
import { dataGate, defineStep, type StepContext } from '../define-step.ts'
import type { NodeShell } from '../node-shell.ts'
import { installK3s } from '../up/install-k3s.ts'
import { reachable } from '../up/start-server.ts'
import { Member } from './member.ts'
import { beginDatabase, placeDatabase, sendDatabase } from './place-database.ts'

const input = z.object({
  members: z.array(Member).min(1),
  backup: z.string().min(1),
  path: z.string().min(1),
  /** File of the key that opens it; what is in it is read when the step acts. */
  identity: z.string().min(1),
  authority: z.string(),
  datastore: z.enum(['etcd', 'sqlite']),
})
type Input = z.infer<typeof input>

const resetMilliseconds = 15 * 60_000
const startMilliseconds = 6 * 60_000
const snapshotPath = '/var/lib/rancher/k3s/server/db/bramble-restore'

/** The first of the members; the others join it afterwards. */
function serverOf({ members: [server] }: Input): Member {
  if (server) return server
  throw new TypeError('a cluster without members')
}

/**
 * Makes a backup the datastore of one server and starts K3s there. What was its datastore stays
 * beside it: `etcd-old-TIME`, as K3s names it, or `before-restore-TIME`.
 * https://docs.k3s.io/cli/etcd-snapshot, https://docs.k3s.io/datastore/backup-restore
 */
export const restoreDatastore = defineStep({
  id: 'restore-datastore',
  title: (wish) => `Restore the datastore on ${serverOf(wish).node}`,
  input,
  reads: { backups },
  risk: 'destructive',
  about: (wish) => ({
    node: serverOf(wish).node,
    wish: {
      nodes: wish.members.map(({ node }) => node),
      backup: [wish.backup],
      identity: [wish.identity],
      server: [serverOf(wish).node],
      authority: [wish.authority],
      datastore: [wish.datastore],
    },
  }),
  // That the cluster has ended is asked in `apply`: when the plan is made it still runs.
  requires: [dataGate(allNodesAnswer), dataGate(backupCanBeRestored), dataGate(backupOpensWithKey)],
  verify: [serverHasAuthority],
  verifyWithinSeconds: () => 300,

  preview: (wish, { backups }) => {
    const taken = backups.find(({ name }) => name === wish.backup)?.manifest?.takenAt
    const { node } = serverOf(wish)
    return [
      `what the cluster knows becomes what it knew at ${taken ?? 'a time that nobody told'}`,
      `refuse unless K3s has ended on all ${wish.members.length} nodes`,
      wish.datastore === 'etcd'
        ? `k3s server --cluster-reset with the snapshot and its token on ${node}; the datastore that is there stays as etcd-old-TIME`
        : `the database and its token take their places on ${node}; what is there stays in /var/lib/rancher/k3s/server/before-restore-TIME; K3s takes its certificates from the database`,
      `K3s starts on ${node}; the kubeconfig is replaced if it led to these nodes`,
    ]
  },

  remembered: z.object({
    /** SHA-256 of the authority in the server's kubeconfig, as it is worded there. */
    authority: z.string().optional(),
  }),
  async remember(wish, context) {
    const authority = (await context.node(serverOf(wish).node).run(authorityProgram)).trim()
    return authority === '' ? {} : { authority }
  },

  async apply(wish, context) {
    const identities = await readIdentities(wish.identity)
    await refuseRunning(wish, context)
    const shell = context.node(serverOf(wish).node)
    const place = wish.datastore === 'etcd' ? placeSnapshot : placeSqlite
    context.say(await place(wish, identities, shell))
    await shell.run('systemctl start --no-block k3s.service')
  },

  // Whether it runs is seen on the node; these two are not.
  async settle(wish, { authority }, context) {
    const server = serverOf(wish)
    await context
      .node(server.node)
      .run(welcomeProgram, foreignNodes(wish), { timeoutMilliseconds: startMilliseconds })
    await keepWayIn(server, authority, context)
  },

  // The old datastore stays on the server's disk, but what wrote to the restored one would be lost.
  undo: 'impossible',
})

type Identities = readonly string[]

async function placeSnapshot(wish: Input, identities: Identities, shell: NodeShell) {
  const { files } = await readBackup(wish.path, identities, async ({ name, sha256 }, bytes) => {
    if (name !== 'snapshot')
      throw clusterError('restore-part', `${wish.backup} holds ${name}, no etcd snapshot.`)
    await shell.sendFile(bytes, { path: snapshotPath, mode: '0600', sha256 })
  })
  await markOpened(wish.path, new Date())
  const token = tokenIn(files)
  await installWith(token, 'etcd', shell)
  await shell.run(resetProgram, [snapshotPath], {
    input: `${token}\n`,
    timeoutMilliseconds: resetMilliseconds,
  })
  return `the snapshot is the datastore of ${serverOf(wish).node}`
}

/** K3s's unit starts at no boot until all is in its place. */
async function placeSqlite(wish: Input, identities: Identities, shell: NodeShell) {
  await beginDatabase(shell)
  const { files } = await readBackup(wish.path, identities, sendDatabase(shell))
  await markOpened(wish.path, new Date())
  const old = await placeDatabase(shell, { files })
  await installWith(tokenIn(files), 'sqlite', shell)
  return `the database is the datastore of ${serverOf(wish).node}; what was there is in ${old}`
}

function tokenIn(files: ReadonlyMap<string, Uint8Array>): string {
  return Buffer.from(files.get(serverTokenPath) ?? [])
    .toString('utf8')
    .trim()
}

/** The installer enables the unit and passes the token on; K3s does not start by it. */
async function installWith(
  token: string,
  datastore: Input['datastore'],
  shell: NodeShell,
): Promise<void> {
  const role = { role: 'server', joins: undefined, beginsEtcd: datastore === 'etcd' } as const
  await installK3s(shell, { ...role, token, starts: false })
}

/** A server that runs, anywhere, would bring the old datastore back. */
async function refuseRunning({ members }: Input, { node: shellOf }: StepContext): Promise<void> {
  await Promise.all(
    members.map(({ node, unit }) =>
      shellOf(node).run(
        'if systemctl is-active -q "$1" && [ "$2" = no ]; then echo "K3s runs here" >&2; exit 1; fi',
        [unit, node === members[0]?.node ? 'yes' : 'no'],
      ),
    ),
  )
}

function foreignNodes({ members }: Input): string[] {
  return members.flatMap(({ node, isForeign }) => (isForeign ? [node] : []))
}

/** May be called again: a reset that was cut off leaves its flag, and begins anew without it. */
const resetProgram = `IFS= read -r K3S_TOKEN
export K3S_TOKEN
systemctl stop k3s.service
rm -f /var/lib/rancher/k3s/server/db/reset-flag
k3s server --cluster-reset --cluster-reset-restore-path="$1" </dev/null >/var/lib/rancher/k3s/server/bramble-restore.log 2>&1 || {
  tail -n 3 /var/lib/rancher/k3s/server/bramble-restore.log >&2
  exit 1
}
rm -f "$1" /var/lib/rancher/k3s/server/db/reset-flag /var/lib/rancher/k3s/server/bramble-restore.log`

/**
 * Nodes that were another cluster's have another password than the restored Secrets hold, and
 * would be turned away (docs.k3s.io/architecture#how-agent-node-registration-works).
 */
const welcomeProgram = `tries=0
until k3s kubectl get --raw /readyz >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 150 ] || { echo "the restored API server is not ready after 300 s" >&2; exit 1; }
  sleep 2
done
for node; do
  k3s kubectl -n kube-system delete secret "$node.node-password.k3s" --ignore-not-found >&2
done`

const authorityProgram = `sed -n 's/^ *certificate-authority-data: *//p' /etc/rancher/k3s/k3s.yaml 2>/dev/null |
  { IFS= read -r data && printf %s "$data" | sha256sum | cut -d ' ' -f 1 || :; }`

async function keepWayIn(
  server: Member,
  authority: string | undefined,
  context: StepContext,
): Promise<void> {
  const text = await context.node(server.node).run('cat /etc/rancher/k3s/k3s.yaml')
  const path = await context.replaceKubeconfig(reachable(text, server.address), authority)
  context.say(
    path === undefined
      ? `your kubeconfig leads elsewhere and stays; the way in is /etc/rancher/k3s/k3s.yaml on ${server.node}`
      : `the kubeconfig is in ${path}`,
  )
}
