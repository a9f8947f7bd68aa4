import * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import { apiIsReady } from '#src/rules/checks/api-is-ready.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { nodesHaveJoined } from '#src/rules/checks/nodes-have-joined.ts'
import { atOnce } from '../at-once.ts'
import { dataGate, defineStep, type StepContext } from '../define-step.ts'
import { bring, Receiver, sentWords } from './bring-artifacts.ts'
import { installK3s } from './install-k3s.ts'

const longestSeconds = 600

const Server = z.object({
  node: z.string().min(1),
  /** As others reach it: the kubeconfig leads there. */
  address: z.string().min(1),
  /** Absent for the server that begins the cluster. */
  joins: z.object({ node: z.string(), address: z.string() }).optional(),
  beginsEtcd: z.boolean(),
})

/** Makes a board a server: the first one begins the cluster, each further one joins it. */
export const startServer = defineStep({
  id: 'start-server',
  title: ({ node, joins }) => (joins ? `Join ${node} as a server` : `Begin the cluster on ${node}`),
  input: Server.extend({
    /** Agents join it next: they wait for its API, and it is Ready when they are. */
    agentsFollow: z.boolean(),
    version: z.string(),
    /** Agents that are sent what they need while K3s starts here. */
    meanwhile: z.array(Receiver),
  }),
  reads: {},
  risk: 'disruptive',
  about: ({ node, version, meanwhile }) => ({
    node,
    besides: meanwhile.map((receiver) => receiver.node),
    wish: { nodes: [node], version },
  }),
  requires: [dataGate(boardIsNoMember, { disturbedByStep: true })],
  verify: [apiIsReady, nodesHaveJoined],
  verifyFor: ({ agentsFollow }) => [agentsFollow ? apiIsReady : nodesHaveJoined],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ node, joins, beginsEtcd, meanwhile }) => [
    ...(joins
      ? [`K3s starts on ${node} and joins ${joins.node} by the server token`]
      : [
          `K3s starts on ${node} with ${beginsEtcd ? 'an etcd of its own' : 'SQLite'}`,
          'its kubeconfig is written where bramble.yaml says',
        ]),
    ...meanwhile.flatMap(sentWords).map((line) => `sent meanwhile: ${line}`),
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ meanwhile, ...server }, context) {
    const sending = meanwhile.map((receiver) => () => sendAhead(receiver, context))
    await atOnce([() => start(server, context), ...sending], (work) => work())
  },

  // Uninstalling K3s takes its datastore with it.
  undo: 'impossible',
})

async function start(
  { node, address, joins, beginsEtcd }: z.infer<typeof Server>,
  context: StepContext,
): Promise<void> {
  const token = joins ? await serverToken(joins.node, context) : undefined
  context.say(`${node} starts K3s`)
  await installK3s(context.node(node), {
    role: 'server',
    joins: joins && urlOf(joins.address),
    beginsEtcd,
    token,
  })
  if (joins) return
  const kubeconfig = await context.node(node).run('cat /etc/rancher/k3s/k3s.yaml')
  const path = await context.keepKubeconfig(reachable(kubeconfig, address))
  context.say(`the kubeconfig is in ${path}`)
}

const joinedProgram = `home=/var/lib/rancher/k3s
if [ -e $home/server/tls/server-ca.crt ] || [ -e $home/agent/server-ca.crt ]; then echo joined; fi`

/**
 * Before its turn, so what goes wrong is left to the step that joins the board, which brings what is
 * missing then. This step may be one that is taken up again, when gates that it has disturbed are not
 * asked: a board that has joined something since is left alone.
 */
async function sendAhead(receiver: Receiver, context: StepContext): Promise<void> {
  try {
    if ((await context.node(receiver.node).run(joinedProgram)) !== '') return
    await bring(receiver, context)
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    context.say(`later, with its turn: ${error.message}`)
  }
}

/** In memory only, for as long as it is passed on. */
export async function serverToken(server: string, context: StepContext): Promise<string> {
  return (await context.node(server).run('cat /var/lib/rancher/k3s/server/token')).trim()
}

/** K3s writes the way in as the server itself goes it. */
export function reachable(kubeconfig: string, address: string): string {
  return kubeconfig.replace(/https:\/\/127\.0\.0\.1:6443/g, urlOf(address))
}

export function urlOf(address: string): string {
  return `https://${address.includes(':') ? `[${address}]` : address}:6443`
}
