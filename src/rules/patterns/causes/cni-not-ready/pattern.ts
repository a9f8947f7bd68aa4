import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { lines, pastedLines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { apiServiceFails, dnsWaits, kubeletStart, subnetFileMissing } from '../../words/network.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** The runtime has no plugin to call (kubelet, containerd internal/cri, libcni). */
const notInitialized = lines([
  'cni plugin not initialized',
  'cni config uninitialized',
  'NetworkPluginNotReady',
  'network plugin is not ready',
  'no network config found in',
  'no networks found in',
  'No networks found in',
  // CRI-O (cri-o/ocicni).
  'CNI configuration file in',
])
const pluginMissing = lines(
  ['failed to find plugin', 'ailed to load CNI config', 'netplugin failed'],
  /failed to find plugin \\?"[\w-]+\\?" in path|ailed to load CNI config|netplugin failed/,
)
/**
 * flannel itself gives up (flannel main.go, subnet/kube, K3s pkg/agent/flannel); not where an API
 * server that is just starting asks it to come again.
 */
const flannelFails = lines(
  [
    'pod cidr not assigned',
    'ailed to acquire lease',
    'flannel exited',
    'lannel is not ready',
    'Error registering network',
    // flannel pkg/trafficmngr/nftables.
    "couldn't initialise table flannel",
    'node "" not found',
    'PodCIDR',
    'lready has an IP address different from',
  ],
  /^(?!.*not yet ready to handle request).*(?:pod cidr not assigned|ailed to acquire lease|flannel exited|lannel is not ready|Error registering network|couldn't initialise table flannel|PodCIDR (?:not|is not|is empty)|already has an IP address different from)/,
)
/** The plugin is called and cannot: IPAM is used up; calico, cilium or Multus is away or refused. */
const pluginCannot = lines(
  [
    'error getting ClusterInformation',
    'CmdAdd (shim): CNI request failed',
    'no IP addresses available in ',
    'no IP ranges specified',
    'failed to assign an IP address to container',
    '/var/lib/calico/nodename',
    'onnect to Cilium agent',
  ],
  /error getting ClusterInformation: connection is unauthorized|CmdAdd \(shim\): CNI request failed|no IP addresses available in (?:range|network)|no IP ranges specified|failed to assign an IP address to container|\/var\/lib\/calico\/nodename: no such file|onnect to Cilium agent/,
)
/**
 * The plugin is called and its own program on the node does not answer: at a socket (Cilium, antrea,
 * kube-ovn, ovn-kubernetes), or at a port of its own (weave 6784, AWS 50051). Open vSwitch is such a
 * program too.
 */
const daemonAway = lines(
  ['dial unix ', 'dial tcp 127.0.0.1:', 'openvswitch/db.sock'],
  /(?:network for |plugin type=|failed \(add\)|cni failed|CmdAdd|NetworkPlugin cni).*(?:dial unix \/\S+: connect: (?:no such file or directory|connection refused)|dial tcp 127\.0\.0\.1:\d+: connect: connection refused)|openvswitch\/db\.sock: database connection failed/,
)
/** Multus has no way to the API; kube-router's node has no range for its pods. */
const pluginUnset = lines(
  ['multus.kubeconfig', 'ailed to get pod CIDR', 'equired IPv4 PodCIDR not available'],
  /GetK8sClient: .*multus\.kubeconfig: no such file|ailed to get pod CIDR|equired IPv4 PodCIDR not available/,
)
/** Whoever runs the nodes has not yet said that their network is there; a toleration merely names the taint. */
const tainted = lines(
  'kubernetes.io/network-unavailable',
  /(?:untolerated|had) taint \{?\{node\.kubernetes\.io\/network-unavailable/,
)
/** The plugin's own pod on a node ends again and again: a row of `kubectl get pods`. */
const pluginPodEnds = pastedLines(
  [' CrashLoopBackOff ', ' Error ', ':CrashLoopBackOff ', ':Error '],
  /^(?:\s*[a-z\d-]+)?\s*(?:kube-flannel|canal|calico-node|cilium(?!-operator|-envoy)|weave-net|antrea-agent|kube-ovn-cni|kube-router|kindnet|ovnkube-node)-\S+\s+\d+\/\d+\s+(?:Init:)?(?:CrashLoopBackOff|Error)\s/,
)
/** The kubelet's condition, which flannel and a cloud's route controller set; calico sets it on each node that is shut down. */
const unavailable = lines('NetworkUnavailable', /\bNetworkUnavailable\s+True\b(?!.*CalicoIsDown)/)
/** iproute2 about flannel's own device, which every backend but host-gw and WireGuard makes. */
const noDevice = pastedLines(
  ['"flannel.1"', 'no flannel.1 ', '/etc/cni/net.d'],
  /(?:\bno flannel\.1 (?:interface|device)|\/etc\/cni\/net\.d`?\W{1,3}(?:is )?empty\b|Cannot find device "flannel\.1"|Device "flannel\.1" does not exist)/,
)
/** A node says so once, when its kubelet comes up after a boot. */
const rebooted = lines('has been rebooted, boot id')
/** An event that was counted for longer than a start takes. */
const forMinutes = /\(x\d+ over [1-9]\d+m|\(x\d+ over \d+[hd]/
const noModule = lines(
  ['operation not supported', 'br_netfilter', 'vxlan'],
  /(?:vxlan|flannel).*operation not supported|operation not supported.*(?:vxlan|flannel)|[Mm]odule (?:br_netfilter|vxlan) not found/,
)

/** CoreDNS of a cluster that is up for longer than a start, and that no node was ready to take. */
const dnsUnplaced = lines(
  ['coredns-', 'kube-dns-'],
  /(?:coredns|kube-dns)-\S+\s+0\/\d+\s+Pending\s+0\s+(?:[1-9]\d+m|\d+h|\d+d)/,
)

export default definePattern({
  id: 'cni-not-ready',
  title: 'The node has no working network plugin, so its pods get no network',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    nodes,
    notInitialized,
    pluginMissing,
    flannelFails,
    pluginCannot,
    daemonAway,
    pluginUnset,
    subnetFileMissing,
    noModule,
    tainted,
    pluginPodEnds,
    unavailable,
    noDevice,
    kubeletStart,
    dnsUnplaced,
    rebooted,
    pods,
    dnsWaits,
    apiServiceFails,
  },
  told: sentences,
  advise: adviceFor,
  explains: {
    onSameNode: ['pod-sandbox-failing', 'longhorn-csi-driver-not-registered', 'node-silent'],
    anywhere: ['pods-not-well', 'cluster-dns-failing', 'longhorn-webhook-unreachable'],
  },
  rivals: [
    {
      cause: 'longhorn-webhook-unreachable',
      tell: '`failed calling webhook "…longhorn.io"` at the same time: flannel may not write its Node.',
    },
    {
      cause: 'benign-k3s-noise',
      tell: 'It ends within two minutes of a start of K3s.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: '`operation not supported` or a missing module vxlan or br_netfilter: flannel cannot make its interface.',
    },
    {
      cause: 'host-address-or-route-conflict',
      tell: 'Two nodes announce the same address: flannel cannot tell them apart.',
    },
  ],
  remedy: 'restore-pod-network',
  docs: {
    meaning:
      "flannel writes /run/flannel/subnet.env and the runtime's configuration when K3s starts it. Here they are missing: flannel did not start, another plugin was meant, or the node got no pod range.",
    impact: 'No new pod starts on that node; CoreDNS and Longhorn may be among them.',
    diagnosis:
      'On {node}: `ls -l /run/flannel/subnet.env /var/lib/rancher/k3s/agent/etc/cni/net.d/; ip -d link show flannel.1; journalctl -u k3s -u k3s-agent | grep -iE "flannel|webhook"`. `kubectl get node {node} -o jsonpath="{.spec.podCIDR}"` must not be empty.',
    mitigation: allAdvice,
    references: [
      'https://docs.k3s.io/networking/basic-network-options',
      'https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md',
      'https://github.com/flannel-io/cni-plugin/blob/main/flannel.go',
      'https://github.com/containerd/containerd/blob/main/internal/cri/server/status.go',
      'https://github.com/k3s-io/k3s/issues/10010',
      'https://github.com/cri-o/ocicni/blob/main/pkg/ocicni/ocicni.go',
      'https://github.com/antrea-io/antrea/issues/832',
      'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/create-cluster-kubeadm/#pod-network',
      'https://github.com/kubeovn/kube-ovn/issues/323',
      'https://github.com/containernetworking/plugins/blob/main/plugins/ipam/host-local/backend/allocator/allocator.go',
      'https://github.com/containernetworking/plugins/blob/main/plugins/ipam/host-local/backend/allocator/config.go',
    ],
  },

  match(evidence, { now }) {
    const live = evidence.nodes.flatMap((node) => judgeNode(node, now))
    if (live.length > 0) return live
    const { notInitialized, pluginMissing, flannelFails, subnetFileMissing, noModule } = evidence
    const said: Reason[] = [
      ...notInitialized,
      ...pluginMissing,
      ...flannelFails,
      ...evidence.pluginCannot,
      ...evidence.daemonAway,
      ...evidence.pluginUnset,
      ...evidence.tainted,
      ...evidence.pluginPodEnds,
      ...evidence.unavailable,
      ...statedLines(evidence.noDevice),
      ...subnetFileMissing,
      ...withoutPlugin(evidence),
    ]
    if (noModule.length > 0) return noMatch
    if (said.length === 0 && evidence.dnsWaits.length > 0 && evidence.dnsUnplaced.length > 0)
      return match('suspected', [...evidence.dnsUnplaced, ...evidence.dnsWaits])
    if (said.length === 0)
      return evidence.apiServiceFails.some(({ text }) => /i\/o timeout|timed? ?out/i.test(text))
        ? unknown("a pod cannot reach the API's service address: no network, or blocked", {
            next: 'ip -d link show flannel.1; ls -l /run/flannel/subnet.env; iptables -S | grep -E "KUBE-NWPLCY|DROP|REJECT"',
          })
        : ask(evidence)
    if (pluginMissing.length + flannelFails.length === 0 && isOfStart(evidence, said))
      return unknown('the network files are missing at a start: they may come within two minutes', {
        next: 'ls -l /run/flannel/subnet.env; kubectl get nodes',
      })
    return match('suspected', said)
  },
})

type Node = z.infer<typeof nodes.schema> & Origin
const startMilliseconds = 120_000

/** What the kubelet itself reports, where it has done so for longer than a start takes. */
function judgeNode(node: Node, now: number): PatternOutcome[] {
  const subject = `node/${node.name}`
  const ready = node.conditions.find(({ type }) => type === 'Ready')
  const { status, message = '', lastTransitionAt } = ready ?? {}
  if (status !== 'False' || !/cni|network plugin/i.test(message)) return []
  if (lastTransitionAt !== undefined && now - Date.parse(lastTransitionAt) < startMilliseconds)
    return [
      unknown(`${node.name} has no network yet: it may come within two minutes`, {
        subject,
        next: 'kubectl get nodes',
      }),
    ]
  const of = { evidence: node.evidence, node: node.name }
  return [
    match('confirmed', [because(of, `${node.name}: ${message}`)], {
      subject,
      fill: { node: node.name },
    }),
  ]
}

interface Started {
  readonly kubeletStart: readonly Reason[]
  readonly rebooted: readonly Reason[]
}

/** Each start says so for some seconds, and the event is not counted for longer. */
function isOfStart({ kubeletStart, rebooted: booted }: Started, said: readonly Reason[]): boolean {
  const lasts = said.some((reason) => 'text' in reason && forMinutes.test(reason.text))
  return kubeletStart.length + booted.length > 0 && !lasts
}

const ofPlugin =
  /^(?:kube-flannel|canal|calico|cilium|weave|antrea|kube-ovn|kube-router|kindnet|ovnkube|aws-node|azure-cni|multus|romana|contiv)/

interface Listed {
  readonly nodes: readonly Node[]
  readonly pods: readonly z.infer<typeof pods.schema>[]
  readonly dnsUnplaced: readonly Reason[]
}

/**
 * kubeadm installs no plugin. kube-proxy runs, so the node takes pods that need no network of their
 * own; the name server waits, and of a plugin nothing is listed. K3s has flannel inside itself.
 */
function withoutPlugin({
  nodes: known,
  pods: listed,
  dnsUnplaced: waits,
}: Listed): readonly Reason[] {
  const isReady = known.some(({ conditions }) =>
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
  )
  const proxyRuns = listed.some(
    ({ name, reason, phase }) => name.startsWith('kube-proxy-') && (phase ?? reason) === 'Running',
  )
  if (known.length === 0 || isReady || !proxyRuns) return []
  if (waits.length === 0 || listed.some(({ name }) => ofPlugin.test(name))) return []
  return [...known.map((node) => because(node, `${node.name} is not Ready`)), ...waits]
}
