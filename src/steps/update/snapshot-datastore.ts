import * as z from 'zod'
import { datastoreSnapshotIsKept } from '#src/rules/checks/datastore-snapshot-is-kept.ts'
import { defineStep } from '../define-step.ts'
import { isWholeFunction, notWhole } from '../etcd-snapshot.ts'
import { K3sRelease, snapshotBefore } from './k3s-programs.ts'

const longestMilliseconds = 10 * 60_000

/** Keeps what the datastore holds before another K3s touches it. */
export const snapshotDatastore = defineStep({
  id: 'snapshot-datastore',
  title: ({ node }) => `Take a snapshot of the datastore on ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** That comes next. */
    version: K3sRelease,
  }),
  reads: {},
  risk: 'safe',
  about: ({ node, version }) => ({ node, wish: { snapshot: [snapshotBefore(version)] } }),
  requires: [],
  verify: [datastoreSnapshotIsKept],

  preview: ({ node, version }) => [
    `k3s etcd-snapshot save --name ${snapshotBefore(version)} on ${node}`,
    'its own SHA-256 at its end is compared',
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply({ node, version }, { node: shellOf, say, stopHere }) {
    stopHere()
    const said = await shellOf(node).run(program, [snapshotBefore(version)], {
      timeoutMilliseconds: longestMilliseconds,
    })
    say(`${node} keeps ${said.trim()}`)
  },

  // One snapshot more than there was: K3s keeps or removes it by its own rules.
  async undo() {},
})

const program = `${isWholeFunction}
k3s etcd-snapshot save --name "$1" >&2 </dev/null
newest=
for file in /var/lib/rancher/k3s/server/db/snapshots/"$1"*; do
if [ -f "$file" ] && { [ -z "$newest" ] || [ "$file" -nt "$newest" ]; }; then newest=$file; fi
done
[ -n "$newest" ] || { echo "K3s saved no snapshot $1" >&2; exit 1; }
is_whole "$newest" || { rm -f -- "$newest"; echo "${notWhole}" >&2; exit 1; }
echo "\${newest##*/}, $size bytes"`
