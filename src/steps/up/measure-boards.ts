import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { type BoardWish, judgeMeasures } from '#src/rules/board-measures.ts'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { atOnce } from '../at-once.ts'
import { defineStep } from '../define-step.ts'
import { measuredIn } from './measured-board.ts'

const Measured = z.object({
  node: z.string().min(1),
  /** Whom it will talk with. */
  others: z.array(z.object({ node: z.string(), address: z.string() })),
  /** What its disk will hold; absent where no datastore comes to lie on it. */
  datastore: z.enum(['etcd', 'sqlite']).optional(),
})

const longestMilliseconds = 60_000

/**
 * Measures what decides whether a cluster on these boards will be a calm one: lost packets, and how
 * long a small synced write takes. The first step of a plan, so that nothing was changed where it
 * refuses.
 */
export const measureBoards = defineStep({
  id: 'measure-boards',
  title: ({ boards }) => `Measure ${boards.map(({ node }) => node).join(', ')}`,
  input: z.object({ boards: z.array(Measured).min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ boards }) => ({ wish: { nodes: boards.map(({ node }) => node) } }),
  requires: [],
  verify: [allNodesAnswer],

  preview: ({ boards }) => [
    '20 pings from each of them to every other node',
    ...boards
      .filter(({ datastore }) => datastore !== undefined)
      .map(
        ({ node }) =>
          `200 synced writes of 4 kB on ${node}, where its datastore will lie: in a file of their own, .bramble-write-test, which is deleted`,
      ),
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ boards }, { node: shellOf, say }) {
    const refusals: string[] = []
    await atOnce(boards, async (board: BoardWish) => {
      const args = [board.datastore === undefined ? 'no' : 'yes']
      const addresses = board.others.map(({ address }) => address)
      const wish = { timeoutMilliseconds: longestMilliseconds }
      const told = await shellOf(board.node).run(program, [...args, ...addresses], wish)
      const { said, refused } = judgeMeasures(board, measuredIn(told))
      for (const line of said) say(line)
      refusals.push(...refused)
    })
    if (refusals.length > 0)
      throw clusterError('up-measured', refusals.join('; '), {
        next: 'Nothing was changed. Put it right, and run it again.',
      })
  },

  // What it wrote is gone already.
  async undo() {},
})

/**
 * `ping ADDRESS SENT RECEIVED [unreachable]`, `synced NANOSECONDS` for each write, and `plain
 * NANOSECONDS` for the same without waiting for the disk: what the programs themselves cost. Ends
 * after 15 s with as many as there are by then.
 */
const program = `wants=$1; shift
for address; do
{ set -- $(ping -n -q -c 20 -i 0.05 -W 1 -w 5 -- "$address" 2>/dev/null | sed -n 's/^\\([0-9]*\\) packets transmitted, \\([0-9]*\\) .*/\\1 \\2/p')
state=
if [ "\${2:-}" = 0 ] && ip neigh show to "$address" 2>/dev/null | grep -Eq 'FAILED|INCOMPLETE'; then state=unreachable; fi
echo "ping $address \${1:-} \${2:-} $state"; } &
done
case $(date +%N) in *[!0-9]*|'') wants=no ;; esac
if [ "$wants" = yes ]; then
folder=/var/lib/rancher/k3s/server/db
until [ -d "$folder" ]; do folder=\${folder%/*}; done
file="$folder/.bramble-write-test"
trap 'rm -f -- "$file"' EXIT
trap 'exit 1' HUP INT TERM
begun=$(date +%s)
write() {
at=$(date +%s%N)
dd if=/dev/zero of="$file" bs=4096 count=1 seek="$2" conv="$3" 2>/dev/null || { echo "$folder takes no writes: is the disk full, or read-only?" >&2; exit 1; }
echo "$1 $(($(date +%s%N) - at))"
}
count=0
while [ $count -lt 20 ]; do write plain $count notrunc; count=$((count + 1)); done
count=0
while [ $count -lt 200 ] && [ $(($(date +%s) - begun)) -lt 15 ]; do
write synced $((count % 50)) notrunc,fsync
count=$((count + 1))
done
fi
wait`
