import type * as z from 'zod'
import type { MovingAddress } from '#src/model/can.ts'
import type { Origin } from '#src/model/facts/define.ts'
import type { apiHealth, events, ingresses, pods, services } from '#src/model/facts/kubernetes.ts'
import type { Leaving } from '#src/model/leaving.ts'
import type { NodeFact } from '../ready-nodes.ts'

type Of<F extends { schema: z.ZodType }> = z.infer<F['schema']> & Origin
type Service = Of<typeof services>

interface Network {
  readonly nodes: readonly NodeFact[]
  readonly pods: readonly Of<typeof pods>[]
  readonly services: readonly Service[]
  readonly ingresses: readonly Of<typeof ingresses>[]
  readonly events: readonly Of<typeof events>[]
  /** In the order of the kubeconfig's choice: the first is the one that it names. */
  readonly apiHealth: readonly Of<typeof apiHealth>[]
}

/**
 * The addresses that the node answers on for others. A drained node goes on running its network:
 * there only what is served by pods of this node alone is interrupted while they move.
 */
export function addressesOf(
  node: NodeFact,
  leaving: Leaving,
  network: Network,
): readonly MovingAddress[] {
  const runsOn = leaving === 'drain'
  return [
    ...(runsOn ? [] : apiAddresses(node, network)),
    ...network.services
      .filter(({ type }) => type !== 'NodePort')
      .flatMap((service) => service.addresses.map((address) => ({ service, address })))
      .flatMap((one) => serviceAddress(one, node, runsOn, network)),
    ...(runsOn ? [] : nodePorts(node, network.services)),
  ]
}

function apiAddresses(node: NodeFact, { apiHealth }: Network): MovingAddress[] {
  const [named, ...others] = apiHealth
  if (!named || !node.addresses.includes(hostOf(named.address))) return []
  const answering = others
    .filter(({ address, errorCode }) => errorCode === undefined && !isOf(node, address))
    .map(({ address }) => address)
  const explanation =
    answering.length > 0
      ? `the kubeconfig names this server; ${answering.join(', ')} answers too`
      : 'the kubeconfig names this server, and no other one is known to answer'
  return [{ address: named.address, of: 'API', hosts: [], becomes: 'silent', explanation }]
}

function isOf({ addresses }: NodeFact, url: string): boolean {
  return addresses.includes(hostOf(url))
}

/** `10.0.0.11` of `https://10.0.0.11:6443`, without the brackets of IPv6. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : url
}

function serviceAddress(
  { service, address }: { readonly service: Service; readonly address: string },
  node: NodeFact,
  runsOn: boolean,
  network: Network,
): MovingAddress[] {
  const base = {
    address,
    of: `${service.namespace}/${service.name}`,
    hosts: hostsAt(address, network),
  }
  const only = servedOnlyBy(node, service, network.pods)
  if (!runsOn && node.addresses.includes(address)) return [ownAddress(base, service, node, only)]
  if (only)
    return [
      {
        ...base,
        becomes: 'interrupted',
        explanation: `all of its pods run on ${node.name}: it answers again when they run elsewhere`,
      },
    ]
  const owner = network.nodes.find(({ addresses }) => addresses.includes(address))
  return runsOn || owner ? [] : floating(base, announcerOf(service, network.events), node)
}

type Base = Pick<MovingAddress, 'address' | 'of' | 'hosts'>

/** K3s's ServiceLB opens the service's ports on every node and lists their addresses. */
function ownAddress(
  base: Base,
  { addresses }: Service,
  node: NodeFact,
  servedHere: boolean,
): MovingAddress {
  const others = addresses.filter((other) => !node.addresses.includes(other)).join(', ')
  const rest = servedHere ? 'answers again when its pods run elsewhere' : 'answers on'
  const explanation =
    others === '' ? "the node's own, and the only one" : `the node's own; ${others} ${rest}`
  return { ...base, becomes: 'silent', explanation }
}

function floating(base: Base, announcer: string | undefined, node: NodeFact): MovingAddress[] {
  if (announcer === undefined) {
    const explanation = 'one node announces it at a time, and which one was not seen'
    return [{ ...base, becomes: 'perhaps-moves', explanation }]
  }
  if (announcer !== node.name) return []
  const explanation = `${node.name} announces it now; another node takes it over`
  return [{ ...base, becomes: 'moves', explanation }]
}

/** kube-vip says it on the service, MetalLB in an event: `announcing from node "pi02" with…`. */
function announcerOf(service: Service, all: Network['events']): string | undefined {
  if (service.announcedBy !== undefined) return service.announcedBy
  const said = all
    .filter(
      ({ reason, objectName, namespace }) =>
        reason === 'nodeAssigned' && objectName === service.name && namespace === service.namespace,
    )
    .toSorted((one, other) => Date.parse(one.lastAt ?? '') - Date.parse(other.lastAt ?? ''))
    .at(-1)
  return /announcing from node "([^"]+)"/.exec(said?.message ?? '')?.[1]
}

function servedOnlyBy(
  node: NodeFact,
  { namespace, selector }: Service,
  all: Network['pods'],
): boolean {
  if (!selector) return false
  const behind = all.filter(
    (pod) =>
      pod.namespace === namespace &&
      pod.phase === 'Running' &&
      Object.entries(selector).every(([key, value]) => pod.labels?.[key] === value),
  )
  return behind.length > 0 && behind.every((pod) => pod.nodeName === node.name)
}

function hostsAt(address: string, { ingresses }: Network): string[] {
  const hosts = ingresses
    .filter(({ addresses }) => addresses.includes(address))
    .flatMap((one) => one.hosts)
  return [...new Set(hosts)].sort()
}

/** Every node opens a node port; clients that were told this node's address lose it. */
function nodePorts(node: NodeFact, all: readonly Service[]): MovingAddress[] {
  const [address] = node.addresses
  const open = all.filter(({ type }) => type === 'NodePort')
  if (address === undefined) return []
  return open.map(({ namespace, name, ports }) => ({
    address: `${address} port ${ports.join(', ')}`,
    of: `${namespace}/${name}`,
    hosts: [],
    becomes: 'silent',
    explanation: 'a node port; it answers on the other nodes',
  }))
}
