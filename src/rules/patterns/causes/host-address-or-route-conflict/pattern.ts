import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'

/**
 * An address is somebody else's too: kernel, dhcpcd, NetworkManager, systemd-networkd, arping. A
 * pod hears its own question for its link-local address back from the bridge, where that is a hairpin.
 */
const duplicate = lines(
  [
    'uplicate address',
    'uplicate IP',
    'is using my IP',
    'ddress conflict',
    'conflict detected for',
    'DAD conflict. Dropping',
    'DHCPDECLINE',
    'eclined',
    'already in use by another host',
    'already in use in the network',
    'address conflict was detected',
    'to etcd cluster [',
    'is used on network connected to interface',
    'ddress already in use by',
    'hardware address ',
    'same InternalIP',
    'same IP address',
    'same address',
  ],
  /Adding member \S+=(?<peer>https:\/\/\S+:2380) to etcd cluster \[.*=\k<peer>[\],\s]|[Dd]uplicate (?:IPv?[46]? ?)?(?:[Aa]ddress(?! fe80:)|IP(?!v))|is using my IP|(?:IP|IPv4|ARP|[Aa]ddress) (?:address )?conflict (?:detected|with)|conflict detected for|DAD conflict\. Dropping|DHCPDECLINE|[Dd]eclined.*(?:lease|address|DHCP)|(?:lease|DHCP).*[Dd]eclined|address .*in use (?:by (?:another|hardware)|in the network)|address conflict was detected|address \S+ is used on network|hardware address \S+ claims \d|same (?:InternalIP|IP address)|report\w* the same address/,
)
/** Answers to one address from different cards (iputils arping). */
const answers = lines(
  'nicast reply from',
  /nicast reply from (?<address>(?:\d{1,3}\.){3}\d{1,3}) \[(?<card>[0-9A-Fa-f:]+)\]/,
)
/** The kubelet (nodestatus) and K3s (pkg/agent/netpol) miss the address that they were told. */
const changed = lines([
  'failed to validate nodeIP',
  "not found in the host's network interfaces",
  'interface with specified node ip',
])
/**
 * The cluster calls a kubelet at an address that its certificate does not name, while it names
 * another one of the node: K3s has it made for the node's addresses at each start.
 */
const kubeletElsewhere = lines(
  'certificate is valid for ',
  /:10250\/.*certificate is valid for (?=.*\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}.*, not ).*, not (?<address>(?:\d{1,3}\.){3}\d{1,3})/,
)
/** etcd's list knows this server under another address (K3s pkg/etcd; no scheme until 1.22). */
const memberMoved = lines(
  'not a member of the etcd cluster',
  /[Ff]ound \[.*?(?<![\w.-])(?<name>[\w.-]+)=https:\/\/(?<address>[\d.]+|\[[\da-f:]+\]):\d+.*\](?:, expect: | and expecting to contain )\k<name>=(?:https:\/\/)?(?!\k<address>(?![\d.]))[[\da-f]/,
)
/** A server of the node is to listen at an address that no interface holds (Go net). */
const notOurs = lines(
  'bind: cannot assign requested address',
  /listen (?:tcp|udp)[46]? (?!127\.|\[::1\])(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]):\d+: bind: cannot assign requested address/,
  ['k3s', 'system', 'unknown'],
)
/** dhcpcd serves the cluster's own interfaces as if they were cards, with a route for everything. */
const servedByDhcpcd = lines(
  [': adding default route', ': using static address', ': leased '],
  /dhcpcd.*\b(?:(?:flannel[.\w-]*|cni0): (?:using static address|leased) |(?:flannel[.\w-]*|cni0|veth\w+): adding default route)/,
)
/** `ip address`: with its interface, so that two in one network are seen. */
const address = lines(
  'inet ',
  /\binet (?<address>(?:\d{1,3}\.){3}\d{1,3})\/(?<prefix>\d{1,2})\b.*?(?:scope global)(?<flags>.*?)\s(?<device>[a-z][\w.@-]*)\s*$/,
)
/** The same, one line an interface, as `ip -br address` shows it. */
const brief = lines(
  [' UP ', ' UNKNOWN '],
  /^\s*(?<device>[a-z][\w.@-]*)\s+(?:UP|UNKNOWN)\s.*?(?<address>(?:\d{1,3}\.){3}\d{1,3})\/(?<prefix>\d{1,2}).*?\s(?<second>(?:\d{1,3}\.){3}\d{1,3})\/\k<prefix>(?!\d)/,
)
/** A network that is directly attached, and by which address. */
const attached = lines(
  'scope link',
  /(?<network>(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}) dev (?<device>\S+) .*scope link.* src (?<address>(?:\d{1,3}\.){3}\d{1,3})/,
)
/** The cluster's own ranges leave the node by something that is not the cluster's. */
const foreignRoute = lines(
  ['10.42.', '10.43.', '10.0.0.0/8', '10.32.0.0/11'],
  /^\s*(?:10\.4[23]\.0\.0\/1[5-8]|10\.0\.0\.0\/8|10\.32\.0\.0\/11|10\.4[0-3]\.0\.0\/1[0-5])\s.*dev (?:tun|tap|wg(?!0-flannel)|ppp|tailscale|zt|utun|nordlynx|ipsec|vti|docker|br-)\w*/,
)
/**
 * A name server inside the default range of the pods: the cluster's own has an address among the
 * services, so this one is of the node's network, which has the same range.
 */
const resolverAmongPods = lines(
  ':53: ',
  /(?:->|\bon )10\.42\.\d+\.\d+:53: .*(?:i\/o timeout|no route to host|connection refused)/,
)
const martian = lines(
  ['martian source', 'edirect Host', 'ime to live exceeded', 'TTL exceeded'],
  /martian source 10\.4[23]|[Tt]ime to live exceeded|TTL exceeded/,
)

type Node = z.infer<typeof nodes.schema> & Origin

export default definePattern({
  id: 'host-address-or-route-conflict',
  title: 'An address is used twice or changed, or a route sends cluster traffic elsewhere',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    nodes,
    duplicate,
    answers,
    changed,
    memberMoved,
    notOurs,
    servedByDhcpcd,
    kubeletElsewhere,
    address,
    brief,
    attached,
    foreignRoute,
    resolverAmongPods,
    martian,
  },
  explains: {
    anywhere: [
      'server-unreachable-from-agent',
      'cni-not-ready',
      'cni-wrong-interface',
      'cluster-dns-failing',
      'node-silent',
      'api-not-ready',
      'pods-not-well',
      'pod-sandbox-failing',
      'apiserver-overload-tls-timeouts',
      'traffic-blocked',
      'k3s-restarting',
      'etcd-quorum-or-member',
    ],
  },
  rivals: [
    {
      cause: 'cni-wrong-interface',
      tell: 'Each address exists once; the overlay took the one of the wrong network.',
    },
    {
      cause: 'cert-not-trusted',
      tell: '`signed by unknown authority`, or the name of a server: no address of a node has changed.',
    },
    {
      cause: 'traffic-blocked',
      tell: '`ip route get ADDRESS` shows the right way; a filter drops the packets.',
    },
    {
      cause: 'nic-or-link-fault',
      tell: 'The link goes down and up; the addresses stay.',
    },
  ],
  remedy: 'settle-addresses',
  docs: {
    meaning:
      'Two machines answer for one address, one interface holds two addresses of the same network (a fixed one and one by DHCP), a node got another address than the cluster knows, or a VPN took the ranges of pods and services.',
    impact:
      'Connections come and go, depending on who answers first; the node seems unreachable at times.',
    diagnosis:
      'On {node}: `ip -br address; ip route; ip route get 10.43.0.1; arping -D -c 3 -I eth0 ADDRESS` (an answer means: in use). `kubectl get nodes -o wide`: each InternalIP once.',
    mitigation:
      'Give each node one address: either fixed or by DHCP with a reservation. Keep 10.42.0.0/16 and 10.43.0.0/16 out of VPNs, or install the cluster with other ranges. After a change of the address set node-ip and restart K3s on that node. etcd knows a server by its address: give that back. If it cannot be and other servers are left, `kubectl delete node {node}` and join it anew; a single server is reset to its new address by `k3s server --cluster-reset`, once, after a copy of /var/lib/rancher/k3s/server/db. Keep dhcpcd off what the cluster makes: `denyinterfaces veth* cni* flannel*` in /etc/dhcpcd.conf.',
    references: [
      'https://docs.k3s.io/cli/agent#networking',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/nodestatus/setters.go',
      'https://docs.k3s.io/networking/basic-network-options',
      'https://www.rfc-editor.org/rfc/rfc5227',
      'https://github.com/systemd/systemd/blob/main/src/network/networkd-ipv4acd.c',
      'https://github.com/k3s-io/k3s/blob/master/pkg/etcd/etcd.go',
      'https://github.com/k3s-io/k3s/issues/11778',
      'https://github.com/k3s-io/k3s/issues/6845',
      'https://github.com/k3s-io/k3s/issues/7558',
      'https://github.com/k3s-io/k3s/issues/2599',
    ],
  },

  match(evidence) {
    const { address, brief, attached, foreignRoute, martian } = evidence
    const twins = sharedAddresses(evidence.nodes)
    if (twins.length > 0) return twins
    const twice = [...secondAddresses(address), ...brief.filter(isTwice), ...sameNetwork(attached)]
    const changed = [...evidence.changed, ...evidence.memberMoved]
    const duplicate = [...evidence.duplicate, ...twoCards(evidence.answers)]
    const routes = [...foreignRoute, ...evidence.servedByDhcpcd]
    const said: Reason[] = [...duplicate, ...changed, ...routes, ...twice]
    if (said.length > 0) {
      const sure = duplicate.length + changed.length + routes.length > 0
      return match(sure ? 'confirmed' : 'suspected', [
        ...said,
        ...evidence.kubeletElsewhere,
        ...martian,
      ])
    }
    const likely = [
      ...evidence.kubeletElsewhere,
      ...evidence.resolverAmongPods,
      ...evidence.notOurs,
    ]
    if (likely.length > 0) return match('suspected', likely)
    return martian.length > 0
      ? unknown("packets of the cluster's ranges come in by a way that they should not take", {
          next: 'ip -br address; ip route; ip route get 10.43.0.1; sysctl net.ipv4.conf.all.rp_filter',
        })
      : noMatch
  },
})

/** Two nodes, one InternalIP. */
function sharedAddresses(nodes: readonly Node[]): PatternOutcome[] {
  const byAddress = new Map<string, Node[]>()
  for (const node of nodes)
    for (const address of node.addresses.filter(isAddress))
      byAddress.set(address, [...(byAddress.get(address) ?? []), node])
  return [...byAddress].flatMap(([address, those]) => {
    const names = [...new Set(those.map(({ name }) => name))]
    if (names.length < 2) return []
    const reasons = those.map((node) =>
      because({ evidence: node.evidence, node: node.name }, `${node.name} announces ${address}`),
    )
    return [match('confirmed', reasons, { subject: `node/${names[0] ?? ''}` })]
  })
}

function isAddress(text: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) || text.includes(':')
}

/** Two addresses of one network on one interface, at least one of them by DHCP. */
function secondAddresses(found: readonly LogLine[]): Reason[] {
  return found.flatMap((line) => {
    const { flags = '' } = line.groups
    if (!flags.includes('dynamic')) return []
    const twin = found.find((other) => other !== line && inOneNetwork(line, other))
    return twin ? [twin, line] : []
  })
}

/** More than one card answers for an address. */
function twoCards(answers: readonly LogLine[]): readonly LogLine[] {
  return answers.filter(({ groups }) =>
    answers.some(
      (other) =>
        other.groups['address'] === groups['address'] && other.groups['card'] !== groups['card'],
    ),
  )
}

function isTwice({ groups }: LogLine): boolean {
  const { address = '', second = '', prefix = '', device = '' } = groups
  return (
    address !== second && !ofCluster.test(device) && shareNetwork(address, second, Number(prefix))
  )
}

/** Interfaces that the cluster or containers made. */
const ofCluster = /^(?:cni|flannel|docker|br-|veth|cali|vxlan|lo|kube-|virbr|wg|tailscale)/

/** One network attached twice: by two addresses, or by wire and by air at once. */
function sameNetwork(found: readonly LogLine[]): Reason[] {
  return found.flatMap((line) => {
    const { network, address, device = '' } = line.groups
    const twin = found.find(
      ({ groups }) => groups['network'] === network && groups['address'] !== address,
    )
    return twin && !ofCluster.test(device) ? [line] : []
  })
}

function inOneNetwork(one: LogLine, other: LogLine): boolean {
  const { address: first = '', prefix = '', device } = one.groups
  const { address: second = '', prefix: otherPrefix, device: otherDevice } = other.groups
  if (first === second || device !== otherDevice || prefix !== otherPrefix) return false
  return shareNetwork(first, second, Number(prefix))
}

function shareNetwork(one: string, other: string, prefix: number): boolean {
  const shift = 32 - prefix
  return shift < 32 && toNumber(one) >>> shift === toNumber(other) >>> shift
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
