import * as z from 'zod'
import { Approvals } from './config/approvals.ts'
import { Backup } from './config/backup.ts'
import { NodePower, Switch } from './config/power.ts'
import { Address, Artifacts, K3s, Longhorn, Monitoring, nodeFields } from './config/software.ts'

const Path = z.string().min(1)

/** How OpenSSH is called. Its own configuration, agent and keys count where a field is left out. */
const Ssh = z.strictObject({
  user: z
    .string()
    .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.@$-]*$/u)
    .optional()
    .meta({ description: 'a user on the nodes', examples: ['pi'] }),
  identityFile: Path.optional().meta({
    description: 'the file of a private key',
    examples: ['~/.ssh/id_ed25519'],
  }),
  knownHostsFile: Path.optional().meta({
    description: 'a file of pinned host keys',
    examples: ['~/.ssh/known_hosts'],
  }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: 'a port from 1 to 65535', examples: [22] }),
  jump: z
    .string()
    .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.:@,[\]-]*$/u)
    .optional()
    .meta({ description: 'a host to go through, user@host:port', examples: ['pi@gate.home.arpa'] }),
})

const NodeName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/)
  .meta({
    description: 'a node name of lower-case letters, digits, "-" and "."',
    examples: ['pi01'],
  })

const NodeEntry = z
  .strictObject({
    address: Address,
    role: z.enum(['server', 'agent']).meta({ description: 'server or agent', examples: ['agent'] }),
    power: NodePower.optional(),
    ...nodeFields,
    ssh: Ssh.optional().meta({
      description: 'what differs from ssh above',
      examples: [{ user: 'admin' }],
    }),
  })
  .meta({
    description: 'address and role of a node',
    examples: [{ address: '10.0.0.11', role: 'server' }],
  })

/** `bramble.yaml`. Every field may be left out: a kubeconfig or nodes alone are enough to see. */
export const Configuration = z.strictObject({
  cluster: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,62}$/)
    .optional()
    .meta({ description: 'a short name of the cluster', examples: ['home'] }),
  ssh: Ssh.default({}).meta({
    description: 'how the nodes are reached',
    examples: [{ user: 'pi' }],
  }),
  kubeconfig: Path.optional().meta({
    description: 'the path of a kubeconfig',
    examples: ['~/.kube/config'],
  }),
  k3s: K3s.prefault({}).meta({
    description: 'how K3s is to be',
    examples: [{ version: 'v1.36.3+k3s1' }],
  }),
  switches: z
    .record(z.string().regex(/^[\w.-]{1,63}$/), Switch)
    .default({})
    .meta({
      description: 'switches and plugs by name',
      examples: [{ closet: { shelly: { address: '10.0.0.2' } } }],
    }),
  nodes: z
    .record(NodeName, NodeEntry)
    .default({})
    .meta({
      description: 'nodes by name',
      examples: [{ pi01: { address: '10.0.0.11', role: 'server' } }],
    }),
  longhorn: Longhorn.prefault({}).meta({
    description: 'how Longhorn is to be',
    examples: [{ replicas: 2 }],
  }),
  monitoring: Monitoring.optional(),
  artifacts: Artifacts.optional(),
  backup: Backup.optional(),
  approvals: Approvals.prefault({}),
})
export type Configuration = Readonly<z.output<typeof Configuration>>

/** JSON Schema of `bramble.yaml`, for editors: the shape before defaults are filled in. */
export function configurationJsonSchema(): object {
  return {
    title: 'bramble.yaml',
    ...z.toJSONSchema(Configuration, { io: 'input' }),
  }
}
