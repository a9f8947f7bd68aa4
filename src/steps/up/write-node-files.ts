import * as z from 'zod'
import { nodeFiles } from '#src/model/node-files.ts'
import { nodeFilesAreAsPlanned } from '#src/rules/checks/node-files-are-as-planned.ts'
import { nodeIsReady } from '#src/rules/checks/node-is-ready.ts'
import { serviceRuns } from '#src/rules/checks/service-runs.ts'
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

/** Writes files that Bramble keeps on a node. What stood there is kept beside it, for undo. */
export const writeNodeFiles = defineStep({
  id: 'write-node-files',
  title: ({ node, files }) =>
    `Write ${files.length === 1 ? '1 file' : `${files.length} files`} on ${node}`,
  input: z.object({
    node: z.string().min(1),
    files: z.array(NodeFile).min(1),
    tells: z.array(z.enum(Object.keys(listeners) as [Listener, ...Listener[]])),
  }),
  reads: {},
  risk: 'disruptive',
  // Pods run on while K3s starts anew, but what asks the API waits.
  riskOf: ({ tells }) => (restartsK3s(tells) ? 'disruptive' : 'safe'),
  about: ({ node, files }) => ({ node, wish: { files: files.map(asTold) } }),
  requires: [],
  verify: [nodeFilesAreAsPlanned, serviceRuns, nodeIsReady],
  verifyFor: ({ tells }) =>
    restartsK3s(tells)
      ? [nodeFilesAreAsPlanned, serviceRuns, nodeIsReady]
      : [nodeFilesAreAsPlanned],
  verifyWithinSeconds: ({ tells }) => (restartsK3s(tells) ? longestMilliseconds / 1000 : 30),

  preview: ({ files, tells }) => [
    ...files.map(({ path }) => `${path}: ${nodeFiles[path]}`),
    ...tells.map((one) => listeners[one].replace(' || :', '')),
  ],

  remembered: z.object({ had: z.array(z.string()) }),
  remember: async ({ node, files }, context) => {
    const told = await context.node(node).run(
      keepProgram,
      files.map(({ path }) => path),
    )
    return { had: told.split('\n').filter((line) => line !== '') }
  },

  async apply({ node, files, tells }, context) {
    const shell = context.node(node)
    for (const { path, text, mode } of files) await shell.writeFile(path, text, mode)
    context.say(`${node} has ${files.map(({ path }) => path).join(', ')}`)
    await tell(shell, tells)
  },

  async undo({ node, files, tells }, { had }, context) {
    const shell = context.node(node)
    for (const { path } of files) {
      if (had.includes(path)) await shell.run('mv -f -- "$1.before-bramble" "$1"', [path])
      else await shell.removeFile(path)
    }
    await tell(shell, tells)
  },
})

function restartsK3s(tells: readonly Listener[]): boolean {
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
