import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { csiNodes, persistentVolumes, pods } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
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
import { at } from '../../words/node-kernel.ts'
import {
  csiPluginDown,
  driverMissing,
  driverRegistered,
  longhornDriver,
  nodeStarted,
  salvaged,
} from '../../words/storage.ts'
import { kubeletRoot, otherRoot } from './kubelet-root.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** longhorn-driver-deployer did not find where the kubelet keeps its files (app/get_proc_arg.go). */
const wrongRoot = lines([
  'ailed to get arg root-dir',
  'ailed to get kubelet root dir',
  'annot get kubelet root dir',
  'Need to specify "--kubelet-root-dir"',
  'Need to specify \\"--kubelet-root-dir\\"',
])
/** node-driver-registrar: the kubelet was asked, and said no. */
const refusedByKubelet = lines(['PluginRegistered:false', 'plugin registration failed with err'])
/** The container runtime refuses the plugin's bidirectional mounts. */
const notShared = lines(
  [
    'not a shared mount',
    'not a shared or slave mount',
    'NoMountPropagationSupport',
    'MountPropagation is not set',
  ],
  /kubelet|longhorn|MountPropagation|mount/i,
)
/** The registrar beside the plugin cannot talk to it. */
const registrarFails = lines(
  ['onnecting to CSI driver', 'onnection to CSI driver', 'onnecting to unix:///csi/csi.sock'],
  /Still connecting|Lost connection|error connecting/i,
)
/**
 * Kubernetes asked for a volume, and nobody answered (pkg/volume/csi/csi_attacher.go): the attacher
 * is down, or it fails again and again.
 */
const attacherSilent = lines('external-attacher of driver.longhorn.io')

/** The attacher's word up to Kubernetes 1.16 for a node on which no CSI driver has registered. */
const noNodeId = lines('has no NodeID annotation')

/** The plugin asks longhorn-manager's service before it opens its socket (app/csi.go). */
const noBackend = lines('ailed to initialize Longhorn API client')

/** A pod was placed on a node that Longhorn does not know (csi/controller_server.go). */
const nodeUnknown = lines(
  ['node.longhorn.io ', 'nodes.longhorn.io ', 'desc = node '],
  /\bnodes?\.longhorn\.io \\?"[^"]+" not found|code = NotFound desc = node \S+ not found/,
)

/** external-provisioner: no driver of that class has told of itself on the node. */
const noTopology = lines('no topology key found on CSINode', /longhorn/)

type CsiNode = z.infer<typeof csiNodes.schema> & Origin
type Pod = z.infer<typeof pods.schema> & Origin
type PersistentVolume = z.infer<typeof persistentVolumes.schema> & Origin

const bootSeconds = 600

export default definePattern({
  id: 'longhorn-csi-driver-not-registered',
  title: "Longhorn's CSI driver is not registered on a node",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    ...questions,
    csiNodes,
    persistentVolumes,
    pods,
    nodeIdentity,
    driverMissing,
    driverRegistered,
    csiPluginDown,
    wrongRoot,
    ...kubeletRoot,
    refusedByKubelet,
    notShared,
    registrarFails,
    attacherSilent,
    noNodeId,
    noTopology,
    nodeUnknown,
    noBackend,
    salvaged,
    nodeStarted,
  },
  told: sentences,
  explains: {
    anywhere: [
      'volume-not-mounting',
      'rwx-or-nfs-mount',
      'pods-not-well',
      'volume-attached-elsewhere',
    ],
  },
  rivals: [
    {
      cause: 'benign-transient-or-false-alert',
      tell: 'The node has just started: the driver registers itself within some minutes.',
    },
    {
      cause: 'longhorn-webhook-unreachable',
      tell: '`failed calling webhook` beside it: Longhorn cannot write its own objects, so the plugin does not start.',
    },
    {
      cause: 'longhorn-iscsi-unusable',
      tell: 'longhorn-manager ends with `please make sure you have iscsiadm/open-iscsi installed`; the plugin waits for it.',
    },
    {
      cause: 'nic-or-link-fault',
      tell: 'The plugin restarts again and again on one node only, and other pods there lose their network too.',
    },
  ],
  remedy: 'restart-csi-plugin',
  docs: {
    meaning:
      "The kubelet of that node does not know Longhorn's driver: the pod longhorn-csi-plugin is not there, is not ready, or put its socket where that kubelet does not look.",
    impact:
      'No Longhorn volume can be mounted or unmounted on that node. Pods with volumes wait in ContainerCreating; old ones stay Terminating.',
    diagnosis:
      '`kubectl get csinode {node} -o jsonpath="{.spec.drivers[*].name}"` lacks driver.longhorn.io, and `kubectl -n longhorn-system get pods -o wide | grep csi-plugin` shows no ready pod on that node. `kubectl -n longhorn-system describe pod` of it says why: a taint it does not tolerate, an image, a webhook, a missing directory.',
    mitigation:
      'Remove what keeps the plugin away. If it runs, or ends again and again, and is still not registered, `bramble restart-csi-plugin {node}` ends that one pod: the DaemonSet starts a new one with a sandbox of its own. With a kubelet directory of your own set KUBELET_ROOT_DIR in longhorn-driver-deployer. Leave the instance managers alone: restarting one crashes its volumes.',
    references: [
      'https://longhorn.io/kb/troubleshooting-none-standard-kubelet-dir/',
      'https://longhorn.io/kb/troubleshooting-noexecute-taint-prevents-workloads-from-terminating/',
      'https://github.com/longhorn/longhorn-manager/blob/v1.12.1/app/get_proc_arg.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/csi/csi_client.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/csi/csi_mounter.go',
      'https://github.com/kubernetes-csi/node-driver-registrar/blob/master/cmd/csi-node-driver-registrar/main.go',
    ],
  },

  match(evidence) {
    const { driverMissing, wrongRoot, notShared, csiPluginDown, registrarFails } = evidence
    if (wrongRoot.length > 0) return match('confirmed', [...wrongRoot, ...csiPluginDown])
    const live = evidence.csiNodes.flatMap((node) => judgeNode(node, evidence))
    // The API tells what is registered now: older words about it are over.
    if (evidence.csiNodes.length > 0) return live
    const downPods = evidence.pods.filter(isPluginDown).map(asReason)
    const reasons: Reason[] = [
      ...driverMissing,
      ...evidence.noNodeId,
      ...evidence.noTopology,
      ...otherRoot(evidence),
      ...evidence.refusedByKubelet.filter(isLonghorns),
      ...notShared,
      ...(driverMissing.length > 0 ? registrarFails : []),
      ...csiPluginDown,
      ...downPods,
    ]
    if (reasons.length === 0) return withoutDriver(evidence)
    if (evidence.salvaged.length + evidence.driverRegistered.length > 0) return noMatch
    if (evidence.nodeStarted.length > 0 && csiPluginDown.length + downPods.length === 0)
      return unknown('the driver is missing right after a start of the node: it may still come', {
        next: 'kubectl get csinodes; kubectl -n longhorn-system get pods -o wide | grep csi-plugin',
      })
    return match('suspected', reasons)
  },
})

/** The registrar stands beside each vendor's driver and never names it. */
function isLonghorns({ origin, text }: LogLine): boolean {
  return origin === 'longhorn' || text.includes('longhorn')
}

interface Asked extends Questions {
  readonly attacherSilent: readonly Reason[]
  readonly nodeUnknown: readonly Reason[]
  readonly noBackend: readonly Reason[]
}

/** Longhorn was asked to attach a volume, and nothing tells yet what is in the way. */
function withoutDriver(found: Asked): PatternOutcome {
  const { attacherSilent, nodeUnknown, noBackend } = found
  if (noBackend.length > 0)
    return unknown("Longhorn's plugin does not reach the service of longhorn-manager", {
      next: 'kubectl -n longhorn-system get pods -o wide; kubectl -n longhorn-system get endpoints longhorn-backend; kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide',
    })
  if (nodeUnknown.length > 0)
    return unknown('a volume is wanted on a node that Longhorn does not know', {
      next: 'kubectl -n longhorn-system get nodes.longhorn.io; kubectl -n longhorn-system get pods -l app=longhorn-manager -o wide',
    })
  return attacherSilent.length > 0
    ? unknown("Longhorn's attacher did not answer a request to attach a volume", {
        next: 'kubectl -n longhorn-system get pods -l app=csi-attacher -o wide; kubectl -n longhorn-system logs -l app=csi-attacher --tail=30',
      })
    : ask(found)
}

interface Around {
  readonly csiNodes: readonly CsiNode[]
  readonly pods: readonly Pod[]
  readonly persistentVolumes: readonly PersistentVolume[]
  readonly nodeIdentity: readonly (z.infer<typeof nodeIdentity.schema> & Origin)[]
}

/** A node counts as missing the driver where others have it, or where its plugin should run. */
function judgeNode(node: CsiNode, around: Around): PatternOutcome[] {
  if (node.drivers.includes(longhornDriver)) return []
  const plugin = around.pods.filter((pod) => isPlugin(pod) && pod.nodeName === node.node)
  const elsewhere = around.csiNodes.some(({ drivers }) => drivers.includes(longhornDriver))
  // Storage may be kept off a node on purpose: without a plugin pod and a volume it is not missed.
  if (plugin.length === 0 && !(elsewhere && waitsForVolume(node.node, around))) return []
  const subject = `node/${node.node}`
  const identity = around.nodeIdentity.find((one) => one.node === node.node)
  if (identity?.uptimeSeconds !== undefined && identity.uptimeSeconds < bootSeconds)
    return [
      unknown(`${node.node} started less than ten minutes ago: its driver may still come`, {
        subject,
        next: `kubectl get csinode ${node.node} -o yaml`,
      }),
    ]
  const missing = because(
    at(node.node, node),
    `${node.node} has not registered ${longhornDriver}; it has: ${node.drivers.join(', ') || 'none'}`,
  )
  return [
    match('confirmed', [missing, ...plugin.filter(isPluginDown).map(asReason)], {
      subject,
      fill: { node: node.node },
    }),
  ]
}

function isPlugin({ name }: Pod): boolean {
  return name.startsWith('longhorn-csi-plugin-')
}

function isPluginDown(pod: Pod): boolean {
  return isPlugin(pod) && pod.ready === false
}

function asReason(pod: Pod): Reason {
  const why = pod.reason ?? pod.containers.find(({ reason }) => reason)?.reason ?? pod.phase
  return because(at(pod.nodeName, pod), `${pod.name} is not ready${why ? `: ${why}` : ''}`)
}

/** Some pod on that node waits for a claim that is a volume of Longhorn. */
function waitsForVolume(node: string, { pods, persistentVolumes }: Around): boolean {
  const claims = new Set(
    persistentVolumes
      .filter(({ driver }) => driver === longhornDriver)
      .map(({ claimNamespace, claimName }) => `${claimNamespace}/${claimName}`),
  )
  return pods.some(
    ({ nodeName, namespace, claims: wanted = [], ready, phase }) =>
      nodeName === node &&
      ready === false &&
      phase === 'Pending' &&
      wanted.some((claim) => claims.has(`${namespace}/${claim}`)),
  )
}
