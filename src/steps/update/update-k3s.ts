import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { longhornIsTestedWith } from '#src/rules/checks/longhorn-is-tested-with.ts'
import { nodeIsTheOneMeant } from '#src/rules/checks/node-is-the-one-meant.ts'
import { nodesHaveJoined } from '#src/rules/checks/nodes-have-joined.ts'
import { otherNodesAreReady } from '#src/rules/checks/other-nodes-are-ready.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { compareK3sVersions, parseK3sVersion } from '#src/rules/versions/k3s-version.ts'
import { listServerVersions } from '#src/transport/kubernetes/server-versions.ts'
import { availabilityGate, dataGate, defineStep, type StepContext } from '../define-step.ts'
import { unitOnNode } from '../k3s-unit.ts'
import { K3sRelease, keptProgram, snapshotBefore } from './k3s-programs.ts'

/** systemd gives K3s 90 s to end; a copy of SQLite's files comes between. */
const patienceMilliseconds = 10 * 60_000
/** A server on an SD card unpacks itself and reads its datastore first. */
const startsWithinSeconds = 420

const input = z.object({
  ...unitOnNode,
  from: K3sRelease,
  to: K3sRelease,
  /** True where the datastore is SQLite on this server: it is copied while K3s does not run. */
  copiesSqlite: z.boolean(),
})
type Input = z.infer<typeof input>

/** Puts another K3s in place of the one that runs on a node. Its containers run on meanwhile. */
export const updateK3s = defineStep({
  id: 'update-k3s',
  title: ({ node, to }) => `Update K3s on ${node} to ${to}`,
  input,
  reads: {},
  risk: 'disruptive',
  about: ({ node, to }) => ({ node, wish: { nodes: [node], version: to, k3s: to } }),
  requires: [
    dataGate(nodeIsTheOneMeant),
    availabilityGate(otherNodesAreReady),
    availabilityGate(quorumSurvivesWithoutNode),
    availabilityGate(anotherServerAnswers),
    availabilityGate(longhornIsTestedWith),
  ],
  verify: [nodesHaveJoined],
  verifyWithinSeconds: () => startsWithinSeconds,
  undoneFor: isSameMinor,

  preview: (wish) => [
    ...(wish.copiesSqlite
      ? [`copy SQLite's files to ${sqliteCopy(wish.to)} while K3s does not run`]
      : []),
    `keep the old program as ${keptProgram(wish.from)}`,
    `restart ${wish.unit} on ${wish.node} with ${wish.to}; containers run on`,
    isSameMinor(wish)
      ? 'can be undone: within a minor version the datastore stays as it is'
      : 'cannot be undone: an older minor version may not read what a newer one wrote',
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply(wish, context) {
    context.stopHere()
    if (wish.unit === 'k3s-agent.service') await refuseNewerThanServers(wish, context)
    await put(wish.from, wish.to, wish, context)
    context.say(`K3s ${wish.to} is starting on ${wish.node}`)
  },

  async undo(wish, _, context) {
    await put(wish.to, wish.from, { ...wish, copiesSqlite: false }, context)
  },
})

function isSameMinor({ from, to }: Pick<Input, 'from' | 'to'>): boolean {
  const [before, after] = [parseK3sVersion(from), parseK3sVersion(to)]
  return before?.[0] === after?.[0] && before?.[1] === after?.[1]
}

function sqliteCopy(version: string): string {
  return `/var/lib/rancher/k3s/server/db/${snapshotBefore(version)}`
}

async function put(
  from: string,
  to: string,
  { node, unit, copiesSqlite }: Input,
  { node: shellOf }: StepContext,
): Promise<void> {
  const copy = copiesSqlite ? sqliteCopy(to) : ''
  await shellOf(node).run(program, [keptProgram(to), keptProgram(from), unit, copy], {
    timeoutMilliseconds: patienceMilliseconds,
  })
}

/**
 * Whatever the order of the plan was: a kubelet is never newer than an API server.
 * https://kubernetes.io/releases/version-skew-policy/
 */
async function refuseNewerThanServers(
  { node, to }: Input,
  { kube, signal }: StepContext,
): Promise<void> {
  const wanted = parseK3sVersion(to)
  const servers = await listServerVersions(kube, { signal })
  const older = servers.find(({ version }) => {
    const own = version === undefined ? undefined : parseK3sVersion(version)
    return own === undefined || wanted === undefined || compareK3sVersions(own, wanted) < 0
  })
  if (servers.length > 0 && !older) return
  throw clusterError(
    'k3s-agent-newer',
    `${node} would be newer than ${older ? `the server ${older.name} (${older.version ?? 'version not known'})` : 'its servers, of which none is seen'}.`,
    { next: 'Servers first: `bramble update k3s`.' },
  )
}

/**
 * The old program is kept before the new one takes its place by a rename, so a board that loses
 * power has one of them whole. SQLite's files are copied while nobody writes; K3s starts again
 * whatever the copy says, and where there is none it starts with the old program.
 */
const program = `next=$1 kept=$2 unit=$3 copy=$4
place=/usr/local/bin/k3s
[ -x "$next" ] || { echo "$next is not there" >&2; exit 1; }
[ -f "$place" ] || { echo "K3s is not $place here" >&2; exit 1; }
same() { [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]; }
if ! same "$next" "$place"; then
if [ ! -f "$kept" ]; then
mkdir -p "\${kept%/*}"
cp -p "$place" "$kept.bramble-new"
sync
mv "$kept.bramble-new" "$kept"
fi
if [ -n "$copy" ]; then
systemctl stop "$unit"
rm -rf "$copy.bramble-new"
mkdir -m 700 "$copy.bramble-new"
for file in "\${copy%/*}"/state.db*; do
if ! cp -p "$file" "$copy.bramble-new/" || ! same "$file" "$copy.bramble-new/\${file##*/}"; then
rm -rf "$copy.bramble-new"
systemctl start --no-block "$unit"
echo "SQLite's files were not copied whole; K3s runs as before" >&2
exit 1
fi
done
sync
rm -rf "$copy"
mv "$copy.bramble-new" "$copy"
fi
cp "$next" "$place.bramble-new"
chmod 0755 "$place.bramble-new"
sync
mv "$place.bramble-new" "$place"
sync
fi
systemctl restart --no-block "$unit"`
