import type { SshTarget } from '#src/transport/ssh/target.ts'
import { readInventory } from '#test/support/lab.ts'

/** A server and an agent of the inventory: its first node and its last one. */
export function nodeTargets(): Record<'server' | 'agent', SshTarget> {
  const { nodes, knownHostsFile } = readInventory()
  const [server, agent] = [nodes[0], nodes.at(-1)]
  if (!server || !agent) throw new Error('an inventory without nodes')
  const target = ({ name, port, ...node }: typeof server): SshTarget => ({
    node: name,
    address: node.address,
    user: node.user,
    identityFile: node.identityFile,
    knownHostsFile,
    ...(port !== undefined && { port }),
  })
  return { server: target(server), agent: target(agent) }
}
