import * as z from 'zod'
import { artifactsAreOnNodes } from '#src/rules/checks/artifacts-are-on-nodes.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { atOnce } from '../at-once.ts'
import { dataGate, defineStep, type StepContext } from '../define-step.ts'

const Sent = z.object({
  /** On Bramble's machine. */
  local: z.string(),
  path: z.string().startsWith('/'),
  mode: z.enum(['0755', '0644']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().nonnegative(),
})

/** A node, and the files that it is sent. */
export const Receiver = z.object({ node: z.string().min(1), files: z.array(Sent).min(1) })
export type Receiver = z.infer<typeof Receiver>

/** Sends K3s's program, its installer and its images to boards, to all of them at once. */
export const bringArtifacts = defineStep({
  id: 'bring-artifacts',
  title: ({ nodes }) => `Bring K3s to ${nodes.map(({ node }) => node).join(', ')}`,
  input: z.object({ nodes: z.array(Receiver).min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ nodes }) => ({
    wish: {
      nodes: nodes.map(({ node }) => node),
      sizes: nodes.flatMap(({ node, files }) =>
        files.filter(({ path }) => path === k3sPath).map(({ sizeBytes }) => `${node} ${sizeBytes}`),
      ),
    },
  }),
  requires: [dataGate(boardIsNoMember)],
  verify: [artifactsAreOnNodes],

  preview: ({ nodes }) => nodes.flatMap(sentWords),

  remembered: z.object({ had: z.array(z.string()) }),
  remember: async ({ nodes }, context) => {
    const had = await Promise.all(
      nodes.map(async ({ node, files }) => {
        const paths = files.map(({ path }) => path)
        const told = await context
          .node(node)
          .run('for file; do [ ! -e "$file" ] || echo "$file"; done', paths)
        return told.split('\n').flatMap((path) => (path === '' ? [] : [`${node} ${path}`]))
      }),
    )
    return { had: had.flat() }
  },

  async apply({ nodes }, context) {
    await atOnce(nodes, (receiver) => bring(receiver, context))
  },

  async undo({ nodes }, { had }, context) {
    await atOnce(nodes, async ({ node, files }) => {
      await context.node(node).run(clearProgram)
      for (const { path } of files)
        if (!had.includes(`${node} ${path}`)) await context.node(node).removeFile(path)
    })
  },
})

/** What a node is sent, a line for each file. */
export function sentWords({ node, files }: Receiver): string[] {
  return files.map(
    ({ path, sizeBytes, sha256 }) =>
      `${node} ${path}: ${megabytes(sizeBytes)}, ${sha256.slice(0, 12)}…`,
  )
}

/** Where K3s's installer looks for the program that it is not to fetch. */
export const k3sPath = '/usr/local/bin/k3s'

/** What an earlier process was sending when it was cut off: as large as K3s, on a small card. */
const clearProgram = 'rm -f -- /var/tmp/bramble-????????'

/** A line for each file: its SHA-256, or nothing where it is not there. */
const sumsProgram = 'for file; do if [ -f "$file" ]; then sha256sum < "$file"; else echo; fi; done'

/**
 * Sends what a node has not, each file whole or not at all. Whoever goes on with a step that was cut
 * off asks about the program alone: it comes last.
 */
export async function bring({ node, files: all }: Receiver, context: StepContext): Promise<void> {
  const shell = context.node(node)
  const isProgram = ({ path }: Receiver['files'][number]) => Number(path === k3sPath)
  const files = all.toSorted((one, other) => isProgram(one) - isProgram(other))
  const paths = files.map(({ path }) => path)
  const sums = (await shell.run(`${clearProgram}\n${sumsProgram}`, paths)).split('\n')
  for (const [place, { local, path, mode, sha256 }] of files.entries()) {
    context.stopHere()
    if (sums[place]?.startsWith(sha256)) continue
    await shell.sendFile(local, { path, mode, sha256 })
    context.say(`${node} has ${path}`)
  }
}

function megabytes(sizeBytes: number): string {
  return sizeBytes < 1_000_000
    ? `${Math.ceil(sizeBytes / 1000)} kB`
    : `${Math.round(sizeBytes / 1e6)} MB`
}
