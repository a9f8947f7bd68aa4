import * as z from 'zod'
import { allNodesAnswer } from '#src/rules/checks/all-nodes-answer.ts'
import { nodesHaveJoined } from '#src/rules/checks/nodes-have-joined.ts'
import { atOnce } from '../at-once.ts'
import { dataGate, defineStep, type StepContext } from '../define-step.ts'
import { installK3s } from '../up/install-k3s.ts'
import { joinAgent } from '../up/join-agents.ts'
import { serverToken, urlOf } from '../up/start-server.ts'
import { Member } from './member.ts'

const input = z.object({
  server: Member,
  /** All others. */
  members: z.array(Member),
})

/** Lets the other nodes join the restored server: servers one by one, then agents at once. */
export const rejoinRestored = defineStep({
  id: 'rejoin-restored',
  title: ({ members }) =>
    `Bring ${members.length === 1 ? '1 node' : `${members.length} nodes`} to the restored cluster`,
  input,
  reads: {},
  risk: 'destructive',
  about: ({ server, members }) => ({
    wish: { nodes: [server, ...members].map(({ node }) => node) },
  }),
  requires: [dataGate(allNodesAnswer)],
  verify: [nodesHaveJoined],
  verifyWithinSeconds: () => 600,

  preview: ({ members, server }) =>
    members.map(({ node, role, isForeign }) => {
      if (role === 'server')
        return `${node}: its old datastore is deleted, and K3s joins ${server.node} by the server token`
      return isForeign
        ? `${node}: its old certificates are deleted, and K3s joins ${server.node} by a token that expires`
        : `${node}: K3s starts with the certificates that it has`
    }),

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ server, members }, context) {
    for (const member of members)
      if (member.role === 'server') await rejoinServer(member, server, context)
    const agents = members.filter(({ role }) => role === 'agent')
    await atOnce(agents, (member) => rejoinAgent(member, server, context))
  },

  undo: 'impossible',
})

/** One that was of this cluster has certificates and a password that fit. */
async function rejoinAgent(
  { node, unit, isForeign }: Member,
  server: Member,
  context: StepContext,
): Promise<void> {
  const shell = context.node(node)
  if (!isForeign) {
    await shell.run('systemctl enable -q "$1"; systemctl start --no-block "$1"', [unit])
    return context.say(`${node} starts K3s`)
  }
  await shell.run(forgetAgent, [unit])
  await joinAgent(node, server, context)
}

async function rejoinServer(member: Member, server: Member, context: StepContext): Promise<void> {
  const shell = context.node(member.node)
  const cluster = (await context.node(server.node).run(memberNameProgram)).trim()
  const mayHaveJoined = (await shell.run(mayHaveJoinedProgram, [cluster])) !== ''
  if (!mayHaveJoined) await shell.run(forgetServer, [member.unit, cluster])
  context.say(`${member.node} starts K3s`)
  await installK3s(shell, {
    role: 'server',
    joins: urlOf(server.address),
    beginsEtcd: false,
    token: await serverToken(server.node, context),
  })
  // The installer starts nothing where it changed nothing.
  if (mayHaveJoined) await shell.run('systemctl start --no-block "$1"', [member.unit])
}

/**
 * K3s gives etcd's member a new name with each reset, which tells this restored cluster from any other:
 * github.com/k3s-io/k3s pkg/etcd/etcd.go, `Reset` and `nameFile`.
 */
const memberNameProgram = 'cat /var/lib/rancher/k3s/server/db/etcd/name 2>/dev/null || :'
/**
 * A server whose old datastore is gone may have joined before a run was cut off, and keeps what it has:
 * with two members, to lose one is to lose both.
 */
const mayHaveJoinedProgram = `mark=/var/lib/rancher/k3s/server/db/.bramble-joined
if [ -n "$1" ] && [ "$(cat "$mark" 2>/dev/null)" = "$1" ]; then echo joined; fi`

/** Certificates of a cluster that has ended; K3s asks for new ones. */
const forgetAgent = `systemctl stop "$1"
cd /var/lib/rancher/k3s/agent 2>/dev/null || exit 0
rm -f ./*.crt ./*.key ./*.kubeconfig
rm -rf ./etc/k3s-agent-load-balancer.json ./etc/k3s-api-server-agent-load-balancer.json`

/** docs.k3s.io/cli/etcd-snapshot: the other servers delete server/db and join again. */
const forgetServer = `${forgetAgent.replace(' || exit 0', ' || :')}
cd /var/lib/rancher/k3s/server 2>/dev/null || exit 0
rm -rf ./db ./tls ./cred ./token ./agent-token ./node-token
[ -n "$2" ] || exit 0
mkdir -m 700 db
printf '%s' "$2" >db/.bramble-joined`
