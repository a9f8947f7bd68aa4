import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { k3sIsReadyToStart } from '#src/rules/checks/k3s-is-ready-to-start.ts'
import { atOnce } from '../at-once.ts'
import { defineStep, type StepContext } from '../define-step.ts'
import { bring, Receiver } from '../up/bring-artifacts.ts'
import { K3sRelease, keptProgram } from './k3s-programs.ts'

/** Lays another K3s beside the one that runs, on all nodes at once. */
export const stageK3s = defineStep({
  id: 'stage-k3s',
  title: ({ version, nodes }) =>
    `Lay K3s ${version} ready on ${nodes.map(({ node }) => node).join(', ')}`,
  input: z.object({ version: K3sRelease, nodes: z.array(Receiver).min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ version, nodes }) => ({
    wish: {
      programs: nodes.flatMap(({ node, files }) =>
        files
          .filter(({ path }) => path === keptProgram(version))
          .map(({ sizeBytes }) => `${node} ${version} ${sizeBytes}`),
      ),
    },
  }),
  requires: [],
  verify: [k3sIsReadyToStart],

  preview: ({ nodes }) =>
    nodes.flatMap(({ node, files }) =>
      files.map(({ path, sha256 }) => `${node} ${path}: SHA-256 ${sha256.slice(0, 12)}…`),
    ),

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ version, nodes }, context) {
    await atOnce(nodes, async (receiver) => {
      await bring(receiver, context)
      await refuseOther(receiver.node, version, context)
    })
  },

  async undo({ version, nodes }, _, context) {
    await atOnce(nodes, ({ node }) => context.node(node).removeFile(keptProgram(version)))
  },
})

/** A checksum says that a file is whole, not which release it is of. */
async function refuseOther(
  node: string,
  version: string,
  { node: shellOf }: StepContext,
): Promise<void> {
  const path = keptProgram(version)
  const said = await shellOf(node).run('"$1" --version </dev/null', [path])
  const own = /^k3s version (\S+)/m.exec(said)?.[1]
  if (own === version) return
  await shellOf(node).removeFile(path)
  throw clusterError(
    'k3s-other-version',
    `What lies in artifacts.folder for ${node} is K3s ${own ?? 'of no known version'}, not ${version}.`,
    { next: `Put ${version} there, with its checksum file, or update to ${own ?? 'that'}.` },
  )
}
