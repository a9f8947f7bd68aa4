import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { because, match, noMatch, type PatternOutcome, type Reason } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { sentences } from './told.ts'

/**
 * An address that no other node can reach stands where a node's own should. The network itself,
 * 169.254.0.0/16, is a route that zeroconf sets on healthy nodes too, until DHCP answers or for good.
 */
const linkLocalNode = lines(
  '169.254.',
  /^(?!.*(?:169\.254\.25\.10|169\.254\.169\.254|nameserver|DNS)).*(?:InternalIP|INTERNAL-IP|node-ip|node_ip|NodeIP|public-ip|IPv4Address|using address|\d+\.\d+\.\d+\.\d+\/\d+).*169\.254\.(?!0\.0\/)|^(?!.*(?:169\.254\.25\.10\b(?!\/)|169\.254\.169\.254|nameserver|DNS)).*169\.254\.(?!0\.0\/)\d+\.\d+\/\d+|InternalIP:?\s+169\.254\.|\b(?:Not)?Ready\b.*\s169\.254\.\d+\.\d+\s/i,
)
/** docker0's address, or a pod range's, as the address of a node. */
const bridgeNode = lines(
  ['172.17.0.1', '172.18.0.1', '10.42.'],
  /(?:InternalIP:?\s+|INTERNAL-IP:? |public-ip"?[:=]\s*"?|node-ip[= ])(?:172\.1[78]\.0\.1|10\.42\.\d+\.\d+)\b/,
)
/**
 * flannel, K3s and calico took a bridge, a tunnel, or the address that each VirtualBox machine has
 * behind its NAT (10.0.2.15, the same on every node). Docker's bridges have the first address of
 * 172.17.0.0/16 and the networks after it on every machine, too: calico finds it taken on the second.
 */
const tookOther = lines(
  [
    'Using interface with name',
    'autodetected IPv4 address on interface',
    'will be used by flannel',
    'to interface address',
    'public-ip',
    'sing autodetected',
    'is already using the IP',
  ],
  /is already using the IPv4 address (?:172\.(?:1[7-9]|2\d|3[01])\.0\.1|10\.0\.2\.15)\b|(?:Using interface with name|address on interface|The interface) (?:docker|br-|virbr|tun|tap|wg|tailscale|zt|cni|veth|podman|lxc)\S*|(?:interface with name \S+ and address|on interface \S+|The interface \S+ with ipv4 address|to interface address) \(?10\.0\.2\.15\b|public-ip"?(?:[:=]| annotation:?)\s*"?(?:10\.0\.[23]\.15|172\.1[78]\.0\.1|192\.168\.122\.1)\b/,
)
/** Somebody's note of what was taken, and of what was meant. */
const notedOther = pastedLines(
  ' instead of ',
  /\b(?:[Ff]lannel|[Cc]alico|[Cc]ilium|[Kk]3s)\b.{0,24}\b(?:picked|chose|took|takes|uses?|used|bound to)\b.{0,12}\b(?:tailscale0|wg\d|docker0|br-\w+|virbr\d|tun\d|zt\w+|wlan0)\b.*\binstead of\b/,
)
/** They tell that they found none, or the one that they were given is not there or has no address. */
const noInterface = lines([
  'ailed to find IPv4 address for interface',
  'ailed to find IPv6 address for interface',
  'ailed to find any valid interface',
  'ailed to find interface to use',
  'ailed to get default interface',
  'ould not find valid interface',
  'nable to find default route',
  'unable to auto-detect',
  'nable to auto-detect an IPv4 address',
  'nable to auto-detect IPv4 address by ',
  "ouldn't autodetect an IPv4 address",
  'IP address conflict with calico',
  // Cilium (pkg/datapath): the card it is to send by is none of those it takes, such as a bridge.
  'nable to determine direct routing device',
  // k8s.io/apimachinery util/net: without a default route K3s knows no address of its own.
  'o default routes found in "/proc',
  "o default routes found in '/proc",
  'o default routes found in \\"/proc',
  'o default routes found in /proc',
])
/** BIRD of calico speaks from the address that the node is written down with, and no card holds it. */
const birdCannotBind = lines(
  'Socket error: bind: ',
  /Mesh_[\d_]+: Socket error: bind: (?:Address not available|Cannot assign requested address)/,
)
/** Calico calls another node at what is Docker's own bridge on every machine. */
const peerIsBridge = lines(
  'BGP not established with',
  /BGP not established with (?:[\d.]+, ?)*172\.(?:1[7-9]|2\d|3[01])\.0\.1\b/,
)
/**
 * Go's words (net.InterfaceByName) for `flannel-iface`, and K3s's own around them (pkg/util/net.go);
 * Multus says them of a pod's interface.
 */
const notThere = lines(
  ['no such network interface', 'global unicast ip'],
  /^(?!.*(?:multus|macvlan|ipvlan)).*(?:(?:flannel|k3s|level=|(?:WARN|ERRO|FATA)\[).*no such network interface|does not have a correct global unicast ip)/,
)

/** Pods on the host's network, which show their nodes' own address: NAT's is the same for all. */
const behindNat = lines(
  '10.0.2.15',
  /\s(?<ready>\d+)\/\k<ready>\s+Running\s+\d+.*?\s10\.0\.2\.15\s+(?<node>[a-z\d][\w.-]*)/,
)

/** One node's annotation and address, where their rows were pasted without the rest. */
const flannelIp = pastedLines(
  ['/public-ip: ', '/public-ip-overwrite'],
  /flannel\.alpha\.coreos\.com\/(?<what>public-ip(?:-overwrite)?): *"?(?<address>[\d.]+)/,
)
const internalIp = pastedLines('InternalIP: ', /InternalIP: +(?<address>[\d.]+)/)

/** Names or other pods are not reached; a cluster that works over two networks has its own reasons. */
const podsUnreached = lines(
  ['no servers could be reached', 'i/o timeout'],
  /no servers could be reached|\b10\.4[23]\.\d+\.\d+:\d+.*i\/o timeout/,
)

type Node = z.infer<typeof nodes.schema> & Origin
const flannelAddress = 'flannel.alpha.coreos.com/public-ip'
const overwritten = 'flannel.alpha.coreos.com/public-ip-overwrite'

export default definePattern({
  id: 'cni-wrong-interface',
  title: 'The pod network uses the wrong interface or address of a node',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    nodes,
    linkLocalNode,
    bridgeNode,
    tookOther,
    notedOther,
    behindNat,
    noInterface,
    notThere,
    birdCannotBind,
    peerIsBridge,
    flannelIp,
    internalIp,
    podsUnreached,
  },
  told: sentences,
  explains: {
    anywhere: [
      'cni-not-ready',
      'k3s-restarting',
      'cluster-dns-failing',
      'server-unreachable-from-agent',
      'pods-not-well',
      'pod-sandbox-failing',
      'longhorn-webhook-unreachable',
    ],
  },
  rivals: [
    {
      cause: 'host-address-or-route-conflict',
      tell: 'Two nodes share one address, or the address of the node changed.',
    },
    {
      cause: 'traffic-blocked',
      tell: 'The addresses are right; a firewall drops UDP 8472 between them.',
    },
    {
      cause: 'server-unreachable-from-agent',
      tell: 'The agent does not reach the server at all, by no interface.',
    },
  ],
  remedy: 'name-cluster-interface',
  docs: {
    meaning:
      'A node with several interfaces announced an address that the others cannot reach: one of a second network card, a tunnel, a bridge, the NAT of VirtualBox (10.0.2.15, the same on all), or a link-local one (169.254.x.x, what a card takes when DHCP does not answer). Or the interface that it was told to use is not there, or has no address yet: a tunnel such as tailscale0 comes up after K3s. Without a default route K3s and flannel find no address at all.',
    impact:
      'Pods on that node reach nothing on other nodes, DNS included. The node itself may look Ready.',
    diagnosis:
      '`kubectl get nodes -o wide` and `kubectl get node {node} -o yaml | grep public-ip`: both addresses must be in the network that joins the nodes. On {node}: `ip -br address; ip -d link show flannel.1`.',
    mitigation:
      'In /etc/rancher/k3s/config.yaml of that node set `node-ip: ADDRESS` and `flannel-iface: INTERFACE`, then restart K3s there. Fix DHCP or the netplan of a card that shows 169.254.x.x. For a tunnel let the unit of K3s start after that of the tunnel. In a network without a gateway name both settings, or add a default route. Cilium is told its card by `devices` and `directRoutingDevice`, calico by `IP_AUTODETECTION_METHOD`.',
    references: [
      'https://docs.k3s.io/cli/agent#networking',
      'https://docs.k3s.io/networking/distributed-multicloud',
      'https://github.com/flannel-io/flannel/blob/master/main.go',
      'https://github.com/k3s-io/k3s/blob/master/pkg/agent/flannel/flannel.go',
      'https://docs.tigera.io/calico/latest/reference/configure-calico-node',
      'https://github.com/k3s-io/k3s/blob/master/pkg/util/net.go',
      'https://github.com/projectcalico/calico/issues/1628',
    ],
  },

  match(evidence) {
    const { linkLocalNode, bridgeNode, tookOther, noInterface, notThere } = evidence
    const live = evidence.nodes.flatMap(judgeNode)
    if (live.length > 0) return live
    const nat = [...natOfAll(evidence.nodes), ...ofTwoNodes(evidence.behindNat)]
    const sure: Reason[] = [...linkLocalNode, ...bridgeNode, ...nat]
    if (sure.length > 0) return match('confirmed', [...sure, ...tookOther, ...noInterface])
    const said = [
      ...tookOther,
      ...statedLines(evidence.notedOther),
      ...noInterface,
      ...notThere,
      ...evidence.birdCannotBind,
      ...evidence.peerIsBridge,
      ...otherThanNode(evidence),
      ...ofTwoNetworks(evidence),
    ]
    return said.length > 0 ? match('suspected', said) : noMatch
  },
})

/** Two nodes that announce the address which VirtualBox gives each machine behind its NAT. */
function natOfAll(nodes: readonly Node[]): Reason[] {
  const those = nodes.filter(({ addresses }) => addresses.includes('10.0.2.15'))
  return those.length < 2
    ? []
    : those.map((node) =>
        because(
          { evidence: node.evidence, node: node.name },
          `${node.name} announces 10.0.2.15, the address behind the NAT of VirtualBox`,
        ),
      )
}

function ofTwoNodes(pods: readonly LogLine[]): readonly LogLine[] {
  return new Set(pods.map(({ groups }) => groups['node'])).size > 1 ? pods : []
}

interface Mixed {
  readonly nodes: readonly Node[]
  readonly podsUnreached: readonly LogLine[]
}

/** What Tailscale and other tunnels give out: the carrier's range of RFC 6598. */
const ofTunnel = /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./

/** Some nodes announce an address of a tunnel and others one of the house: they send by two ways. */
function ofTwoNetworks({ nodes, podsUnreached }: Mixed): Reason[] {
  const known = nodes.filter(({ addresses }) => addresses.length > 0)
  const tunnelled = known.filter(({ addresses }) => addresses.every((one) => ofTunnel.test(one)))
  if (podsUnreached.length === 0 || tunnelled.length === 0 || tunnelled.length === known.length)
    return []
  return known.map(({ evidence, name, addresses }) =>
    because({ evidence, node: name }, `${name} announces ${addresses.join(', ')}`),
  )
}

interface Rows {
  readonly flannelIp: readonly LogLine[]
  readonly internalIp: readonly LogLine[]
}

/** Rows that differ in numbers only are folded, so that those of several nodes cannot be paired. */
function otherThanNode({ flannelIp, internalIp }: Rows): readonly LogLine[] {
  const [used, another] = flannelIp
  const [own] = internalIp
  if (!used || another || !own || used.count > 1 || own.count > 1) return []
  const isWished = used.groups['what'] === 'public-ip-overwrite'
  return isWished || used.groups['address'] === own.groups['address'] ? [] : [used, own]
}

function judgeNode(node: Node): PatternOutcome[] {
  const reasons = [linkLocal(node), mismatch(node)].filter((text) => text !== undefined)
  if (reasons.length === 0) return []
  const of = { evidence: node.evidence, node: node.name }
  return [
    match(
      linkLocal(node) ? 'confirmed' : 'suspected',
      reasons.map((text) => because(of, text)),
      { subject: `node/${node.name}`, fill: { node: node.name } },
    ),
  ]
}

function linkLocal({ name, addresses }: Node): string | undefined {
  const address = addresses.find((one) => one.startsWith('169.254.'))
  return address && `${name} announces the link-local address ${address}`
}

function mismatch({ name, addresses, annotations = {} }: Node): string | undefined {
  const used = annotations[flannelAddress]
  if (!used || annotations[overwritten] || addresses.length === 0) return undefined
  return addresses.includes(used)
    ? undefined
    : `${name}: flannel uses ${used}, the node announces ${addresses.join(', ')}`
}
