import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import type { LogLine } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'
import { words } from './words.ts'

type Node = z.infer<typeof nodes.schema> & Origin

export default definePattern({
  id: 'host-address-or-route-conflict',
  title: 'An address is used twice or changed, or a route sends cluster traffic elsewhere',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: { nodes, ...questions, ...words },
  told: sentences,
  advise: adviceFor,
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
      'Two machines answer for one address, one interface holds two addresses of the same network (a fixed one and one by DHCP), a node got another address than the cluster knows, or a VPN, Docker or the home network has the ranges of pods and services. A cloned machine that kept its machine-id or hardware address brings pods of one address on two nodes.',
    impact:
      'Connections come and go, depending on who answers first; the node seems unreachable at times.',
    diagnosis:
      'On {node}: `ip -br address; ip route; ip route get 10.43.0.1; arping -D -c 3 -I eth0 ADDRESS` (an answer means: in use). `kubectl get nodes -o wide`: each InternalIP once.',
    mitigation: allAdvice,
    references: [
      'https://docs.k3s.io/cli/agent#networking',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/nodestatus/setters.go',
      'https://docs.k3s.io/networking/basic-network-options',
      'https://www.rfc-editor.org/rfc/rfc5227',
      'https://github.com/weaveworks/weave/blob/master/net/route.go',
      'https://github.com/k3s-io/k3s/issues/588',
      'https://github.com/systemd/systemd/blob/main/src/network/networkd-ipv4acd.c',
      'https://github.com/k3s-io/k3s/blob/master/pkg/etcd/etcd.go',
      'https://github.com/k3s-io/k3s/issues/11778',
      'https://github.com/k3s-io/k3s/issues/6845',
      'https://github.com/k3s-io/k3s/issues/7558',
      'https://github.com/k3s-io/k3s/issues/2599',
      'https://github.com/kubernetes/kubernetes/issues/66966',
      'https://github.com/kubernetes/kubernetes/issues/127410',
    ],
  },

  match(evidence) {
    const { address, brief, attached, foreignRoute, martian } = evidence
    const twins = sharedAddresses(evidence.nodes)
    if (twins.length > 0) return twins
    const twice = [...secondAddresses(address), ...brief.filter(isTwice), ...sameNetwork(attached)]
    const changed = [...evidence.changed, ...evidence.memberMoved]
    const answers = [...evidence.answers, ...evidence.pongs]
    const duplicate = [
      ...evidence.duplicate,
      ...twoCards(answers),
      ...onTwoNodes(evidence.running),
      ...ofService(evidence),
    ]
    const routes = [
      ...foreignRoute,
      ...evidence.servedByDhcpcd,
      ...evidence.rangeTaken,
      ...evidence.lanAmongPods,
    ]
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
      ...statedLines(evidence.noted),
      ...evidence.scanned,
      ...evidence.withoutAddress,
    ]
    if (likely.length > 0) return match('suspected', likely)
    if (martian.length > 0) return strayPackets
    return twoWaysOut(evidence.wayOut) ? whichWay : ask(evidence)
  },
})

const strayPackets = unknown(
  "packets of the cluster's ranges come in by a way that they should not take",
  {
    next: 'ip -br address; ip route; ip route get 10.43.0.1; sysctl net.ipv4.conf.all.rp_filter',
  },
)

const whichWay = unknown('two default routes of one rank: which one do the packets take?', {
  next: 'ip route; ip rule; ip route get 10.43.0.1; ip route get 1.1.1.1',
})

function twoWaysOut(routes: readonly LogLine[]): boolean {
  return routes.some(({ groups: one }) =>
    routes.some(
      ({ groups: other }) =>
        one['metric'] === other['metric'] &&
        (one['device'] ?? one['link']) !== (other['device'] ?? other['link']),
    ),
  )
}

/** One address for pods of two nodes: none of the replies knows which. */
function onTwoNodes(pods: readonly LogLine[]): readonly LogLine[] {
  return pods.filter(({ groups }) =>
    pods.some(
      (other) =>
        other.groups['address'] === groups['address'] && other.groups['node'] !== groups['node'],
    ),
  )
}

interface Taken {
  readonly nodes: readonly Node[]
  readonly heldByProxy: readonly LogLine[]
  readonly unanswered: readonly LogLine[]
}

/** A Service has the address of a node: whoever asks another node for it is answered by itself. */
function ofService({ nodes, heldByProxy, unanswered }: Taken): Reason[] {
  const called = unanswered.map(({ groups }) => groups['address'] ?? '')
  const known = new Set([...called, ...nodes.flatMap(({ addresses }) => addresses)])
  const held = heldByProxy.filter(({ groups }) => known.has(groups['address'] ?? ''))
  const those = new Set(held.map(({ groups }) => groups['address']))
  return [...held, ...unanswered.filter(({ groups }) => those.has(groups['address']))]
}

/** What each VirtualBox machine has behind its NAT: the wrong card, not a second owner. */
const natAddress = '10.0.2.15'

/** Two nodes, one InternalIP. */
function sharedAddresses(nodes: readonly Node[]): PatternOutcome[] {
  const byAddress = new Map<string, Node[]>()
  for (const node of nodes)
    for (const address of node.addresses.filter((one) => isAddress(one) && one !== natAddress))
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
