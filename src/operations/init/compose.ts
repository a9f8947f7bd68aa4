import type { InitNode } from '#src/model/init.ts'
import { inYaml } from '../configuration/example.ts'
import type { Candidate } from './candidate.ts'

export interface Composition {
  readonly cluster: string
  /** Absent where KUBECONFIG or the usual place is meant. */
  readonly kubeconfig?: string
  readonly nodes: readonly (Candidate & Pick<InitNode, 'name' | 'role' | 'roleFrom' | 'hostKey'>)[]
}

const sshFields = ['user', 'port', 'identityFile', 'jump'] as const

/** bramble.yaml with what was found, and a sentence on what each line is for. */
export function composeConfiguration({ cluster, kubeconfig, nodes }: Composition): string {
  const common = sshFields.filter((field) => {
    const [first] = nodes
    return first?.[field] !== undefined && nodes.every((node) => node[field] === first[field])
  })
  const ssh = common.map((field) => `  ${field}: ${inYaml(nodes[0]?.[field])} # ${words[field]}\n`)
  return `# Written by bramble init. Everything here may be changed; bramble init never writes over it.

# The name that the journal and every plan carry.
cluster: ${inYaml(cluster)}

# How the nodes are reached. What is left out comes from your own ~/.ssh/config and agent.
ssh:
  knownHostsFile: known_hosts # the pinned host keys, relative to this file; only these count
${ssh.join('')}
${kubeconfigLines(kubeconfig)}
# Every node by its name in Kubernetes. A server runs the API and the datastore.
nodes:
${nodes.map((node) => nodeLines(node, common)).join('')}
# Who has to say yes before something is changed: none, ask, ask-twice or code.
approvals:
  risk:
    safe: none # runs without a question: it can disturb nothing; write ask to be asked
    disruptive: ask # pods move, or a node is away for a while
    destructive: ask-twice # data or a node may be gone afterwards
`
}

const words = {
  user: 'who logs in on the nodes',
  port: 'where sshd listens',
  identityFile: 'the private key',
  jump: 'the host to go through',
} as const

function kubeconfigLines(kubeconfig: string | undefined): string {
  if (kubeconfig === undefined)
    return '# The default is KUBECONFIG, then ~/.kube/config.\n# kubeconfig: ~/.kube/config\n'
  return `# The way into the API.\nkubeconfig: ${inYaml(kubeconfig)}\n`
}

function nodeLines(
  node: Composition['nodes'][number],
  common: readonly (typeof sshFields)[number][],
): string {
  const own = sshFields.filter((field) => !common.includes(field) && node[field] !== undefined)
  const ssh = Object.fromEntries(own.map((field) => [field, node[field]]))
  const fields = {
    address: node.address,
    role: node.role,
    ...(own.length > 0 && { ssh }),
  }
  return `  ${inYaml(node.name)}: ${inYaml(fields)}${remark(node)}\n`
}

function remark({ roleFrom, hostKey }: Composition['nodes'][number]): string {
  if (!hostKey) return ' # did not answer: its host key is not pinned yet'
  return roleFrom === 'guess' ? ' # K3s is not on it yet: is the role right?' : ''
}
