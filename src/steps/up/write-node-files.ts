import * as z from 'zod'
import { nodeFiles } from '#src/model/node-files.ts'
import { nodeFilesAreAsPlanned } from '#src/rules/checks/node-files-are-as-planned.ts'
import { nodeIsReady } from '#src/rules/checks/node-is-ready.ts'
import { serviceRuns } from '#src/rules/checks/service-runs.ts'
import { atOnce } from '../at-once.ts'
import { defineStep } from '../define-step.ts'
import type { NodeShell } from '../node-shell.ts'
import { asTold, NodeFile } from './node-file.ts'

/** What has to hear of new files, and how. */
const listeners = {
  journald: 'systemctl restart systemd-journald',
  systemd: 'systemctl daemon-reexec',
  // A kernel without one of them, or a container, is no reason to stop: the file counts at a boot.
  sysctl: 'sysctl -q --system || :',
  modules: 'systemctl restart systemd-modules-load || :',
  multipath: 'systemctl try-restart multipathd',
  k3s: 'systemctl restart k3s',
  'k3s-agent': 'systemctl restart k3s-agent',
} as const
export type Listener = keyof typeof listeners

const longestMilliseconds = 10 * 60_000
const usualSeconds = 30

const Board = z.object({
  node: z.string().min(1),
  files: z.array(NodeFile).min(1),
  tells: z.array(z.enum(Object.keys(listeners) as [Listener, ...Listener[]])),
})
type Board = z.infer<typeof Board>

const checks = [nodeFilesAreAsPlanned, serviceRuns, nodeIsReady]

/**
 * Writes files that Bramble keeps on nodes. What stood there is kept beside it, for undo. Several
 * boards at once only where no cluster has them yet.
 */
export const writeNodeFiles = defineStep({
  id: 'write-node-files',
  title: ({ boards }) => {
    const count = new Set(boards.flatMap(({ files }) => files.map(({ path }) => path))).size
    return `Write ${count === 1 ? '1 file' : `${count} files`} on ${boards.map(({ node }) => node).join(', ')}`
  },
  input: z
    .object({ boards: z.array(Board).min(1) })
    .refine(({ boards }) => boards.length === 1 || !boards.some(restartsK3s), {
      message: 'members of a cluster are changed one after the other',
    }),
  reads: {},
  risk: 'disruptive',
  // Pods run on while K3s starts anew, but what asks the API waits.
  riskOf: ({ boards }) => (boards.some(restartsK3s) ? 'disruptive' : 'safe'),
  about: ({ boards }) => {
    const wish = {
      files: boards.flatMap(({ node, files }) => files.map((file) => `${node} ${asTold(file)}`)),
    }
    const [first, second] = boards
    return first && !second ? { node: first.node, wish } : { wish }
  },
  requires: [],
  verify: checks,
  verifyFor: ({ boards }) => (boards.some(restartsK3s) ? checks : [nodeFilesAreAsPlanned]),
  verifyWithinSeconds: ({ boards }) =>
    boards.some(restartsK3s) ? longestMilliseconds / 1000 : usualSeconds,

  preview: ({ boards }) => {
    const paths = [...new Set(boards.flatMap(({ files }) => files.map(({ path }) => path)))]
    const told = [...new Set(boards.flatMap(({ tells }) => tells))]
    return [
      ...paths.map((path) => `${path}: ${nodeFiles[path]}${onlyOn(path, boards)}`),
      ...told.map((one) => listeners[one].replace(' || :', '')),
    ]
  },

  remembered: z.object({ had: z.array(z.string()) }),
  remember: async ({ boards }, context) => {
    const had = await Promise.all(
      boards.map(async ({ node, files }) => {
        const paths = files.map(({ path }) => path)
        const told = await context.node(node).run(keepProgram, paths)
        return told.split('\n').flatMap((path) => (path === '' ? [] : [`${node} ${path}`]))
      }),
    )
    return { had: had.flat() }
  },

  async apply({ boards }, context) {
    await atOnce(boards, async ({ node, files }) => {
      const shell = context.node(node)
      for (const { path, text, mode } of files) await shell.writeFile(path, text, mode)
      context.say(`${node} has ${files.map(({ path }) => path).join(', ')}`)
    })
  },

  // A service that runs does not say whether it has read its files since they were written.
  async settle({ boards }, _, context) {
    await atOnce(boards, ({ node, tells }) => tell(context.node(node), tells))
  },

  async undo({ boards }, { had }, context) {
    await atOnce(boards, async ({ node, files, tells }) => {
      const shell = context.node(node)
      for (const { path } of files) {
        const kept = had.includes(`${node} ${path}`)
        if (kept) await shell.run('mv -f -- "$1.before-bramble" "$1"', [path])
        else await shell.removeFile(path)
      }
      await tell(shell, tells)
    })
  },
})

function onlyOn(path: string, boards: readonly Board[]): string {
  const those = boards.filter(({ files }) => files.some((file) => file.path === path))
  return those.length === boards.length ? '' : ` (only ${those.map(({ node }) => node).join(', ')})`
}

function restartsK3s({ tells }: Pick<Board, 'tells'>): boolean {
  return tells.some((one) => one === 'k3s' || one === 'k3s-agent')
}

async function tell(shell: NodeShell, tells: readonly Listener[]): Promise<void> {
  for (const one of tells)
    await shell.run(listeners[one], [], { timeoutMilliseconds: longestMilliseconds })
}

/** Copies what is there beside itself, with its mode: it may hold a secret, so it stays on the node. */
const keepProgram = `for file; do
  [ -e "$file" ] || continue
  cp -p -- "$file" "$file.before-bramble"
  echo "$file"
done`
