import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { nodesHaveJoined } from '#src/rules/checks/nodes-have-joined.ts'
import { atOnce } from '../at-once.ts'
import { dataGate, defineStep, type StepContext } from '../define-step.ts'
import { bring, Receiver } from './bring-artifacts.ts'
import { installK3s } from './install-k3s.ts'
import { urlOf } from './start-server.ts'

const longestSeconds = 600

/** Lets boards join as agents, all at once, by one token that is good for an hour. */
export const joinAgents = defineStep({
  id: 'join-agents',
  title: ({ nodes }) => `Join ${nodes.join(', ')}`,
  input: z.object({
    nodes: z.array(z.string().min(1)).min(1),
    server: z.object({ node: z.string(), address: z.string() }),
    version: z.string(),
    /** What those of them are sent that a step before was to send it to, and may not have. */
    receivers: z.array(Receiver),
  }),
  reads: {},
  risk: 'disruptive',
  about: ({ nodes, server, version }) => ({ wish: { nodes, server: server.node, version } }),
  requires: [dataGate(boardIsNoMember, { disturbedByStep: true })],
  verify: [nodesHaveJoined],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ nodes, server }) =>
    nodes.map((node) => `K3s starts on ${node} and joins ${server.node} by a token that expires`),

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ nodes, server, receivers }, context) {
    const token = tokenFor(nodes, server, context)
    // Whoever brings something first hears of its failure later.
    token.catch(() => {})
    await atOnce(nodes, async (node) => {
      const receiver = receivers.find((one) => one.node === node)
      if (receiver) await bring(receiver, context)
      await startAgent(node, server, await token, context)
    })
  },

  // Its pods and volumes belong to the cluster from now on.
  undo: 'impossible',
})

interface Server {
  readonly node: string
  readonly address: string
}

/** With a token of its own. */
export async function joinAgent(node: string, server: Server, context: StepContext): Promise<void> {
  await startAgent(node, server, await tokenFor([node], server, context), context)
}

/** It is in memory only while it is passed on. */
async function tokenFor(
  nodes: readonly string[],
  server: Server,
  context: StepContext,
): Promise<string> {
  const program = '/usr/local/bin/k3s token create --ttl 1h --description "bramble: $1"'
  const token = (await context.node(server.node).run(program, [nodes.join(', ')])).trim()
  // What such a token looks like: docs.k3s.io/cli/token.
  if (!/^K10[0-9a-f]+::[a-z0-9]{6}\.[a-z0-9]{16}$/.test(token))
    throw clusterError('token-unfit', `${server.node} made no token for ${nodes.join(', ')}.`, {
      next: `Try it by hand on ${server.node}: k3s token create`,
    })
  return token
}

async function startAgent(
  node: string,
  server: Server,
  token: string,
  context: StepContext,
): Promise<void> {
  context.say(`${node} starts K3s`)
  await installK3s(context.node(node), {
    role: 'agent',
    joins: urlOf(server.address),
    beginsEtcd: false,
    token,
  })
}
