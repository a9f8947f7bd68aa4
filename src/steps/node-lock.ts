import { BrambleError, clusterError } from '#src/model/error.ts'
import { cleanLine } from '#src/model/text.ts'
import type { NodeShell } from './node-shell.ts'

/** The lock files on the nodes that one run touches. */
export interface NodeLocks {
  /** Nodes without one, and why: a board that is down can still be given its power back. */
  readonly absent: ReadonlyMap<string, string>
  /** Those of them where nobody became root. */
  readonly rootless: readonly string[]
  /** Renews the lock of a node. Resolves with whose it is now, where it is somebody else's. */
  lost(node: string): Promise<string | undefined>
  /** Never rejects: what stays behind runs out. */
  giveBack(): Promise<void>
}

interface NodeLockWish {
  readonly nodes: readonly string[]
  readonly shell: (node: string) => NodeShell
  /** The same for every process of one journal: a killed one's successor has them at once. */
  readonly holder: string
  readonly run: number
  /** `reboot pi03`. */
  readonly doing: string
}

/** In memory: a board that starts again has nothing stale on its disk. */
const folder = '/run/bramble'
const validSeconds = 900
const renewMilliseconds = 300_000
const timeoutMilliseconds = 10_000

/**
 * The node's own clock writes the time and reads it: no two clocks are compared. The file is
 * replaced as a whole. Of two that come at the same moment the later one has it, and the earlier
 * one sees that before its first step, because every lock is asked for again there.
 */
const takeProgram = `now=$(date +%s)
file="$1/lock"
mkdir -p -- "$1"
if [ -f "$file" ]; then
{ read -r holder; read -r run; read -r doing; read -r until; } < "$file" || until=0
case "$until" in *[!0-9]*|'') until=0 ;; esac
if [ "$holder" != "$2" ] && [ "$until" -gt "$now" ]; then
printf 'held\\n%s\\n%s\\n%s\\n' "$holder" "$run" "$doing"
exit 0
fi
fi
printf '%s\\n%s\\n%s\\n%s\\n' "$2" "$3" "$4" "$((now + $5))" > "$file.$3"
mv -- "$file.$3" "$file"
echo taken`

const giveBackProgram = `file="$1/lock"
[ -f "$file" ] || exit 0
read -r holder < "$file" || exit 0
if [ "$holder" = "$2" ]; then rm -f -- "$file"; fi`

/** What keeps a node's answer away, so that nobody could have locked or unlocked it there. */
const passing = new Set(['node-unreachable', 'node-no-root', 'node-program-failed'])

/** @throws cluster error `locked` where another Bramble has a live lock on one of the nodes */
export async function takeNodeLocks(wish: NodeLockWish): Promise<NodeLocks> {
  const held = new Set<string>()
  const absent = new Map<string, string>()
  const rootless: string[] = []
  const giveBack = async () => {
    await Promise.all([...held].map((node) => giveBackOne(node, wish)))
  }
  const answers = await Promise.all(
    wish.nodes.map(async (node) => ({ node, ...(await take(node, wish)) })),
  )
  for (const { node, why, other, isRootless } of answers) {
    if (isRootless) rootless.push(node)
    if (why !== undefined) absent.set(node, why)
    else if (other === undefined) held.add(node)
  }
  const taken = answers.find(({ other }) => other !== undefined)
  if (taken?.other !== undefined) {
    await giveBack()
    throw locked(taken.node, taken.other)
  }
  const timer = setInterval(() => {
    for (const node of held) void take(node, wish).catch(() => {})
  }, renewMilliseconds)
  timer.unref()
  return {
    absent,
    rootless,
    async lost(node) {
      if (!held.has(node)) return undefined
      const { other } = await take(node, wish)
      if (other === undefined) return undefined
      held.delete(node)
      return `${other} has the lock on ${node}`
    },
    async giveBack() {
      clearInterval(timer)
      await giveBack()
    },
  }
}

interface Taken {
  /** Who has it: `pi@desk (run 12: drain pi03)`. */
  readonly other?: string
  /** Why nobody can tell. */
  readonly why?: string
  readonly isRootless?: boolean
}

async function take(node: string, wish: NodeLockWish): Promise<Taken> {
  const { shell, holder, run, doing } = wish
  const args = [folder, holder, `${run}`, cleanLine(doing), `${validSeconds}`]
  try {
    const said = await shell(node).run(takeProgram, args, { timeoutMilliseconds })
    const [word, who = '', theirRun = '', what = ''] = said.split('\n')
    if (word !== 'held') return {}
    return { other: cleanLine(`${who.split(' ')[0]} (run ${theirRun}: ${what})`) }
  } catch (error) {
    if (!(error instanceof BrambleError) || !passing.has(error.code)) throw error
    return { why: error.message, isRootless: error.code === 'node-no-root' }
  }
}

async function giveBackOne(node: string, { shell, holder }: NodeLockWish): Promise<void> {
  await shell(node)
    .run(giveBackProgram, [folder, holder], { timeoutMilliseconds })
    .catch(() => {})
}

function locked(node: string, other: string): BrambleError {
  return clusterError(
    'locked',
    `Only one Bramble changes a node at a time. On ${node} another one does: ${other}.`,
    {
      next: 'Wait for it, or ask it to stop where it was started: `bramble cancel`. What a dead one left ends by itself within 15 minutes.',
    },
  )
}
