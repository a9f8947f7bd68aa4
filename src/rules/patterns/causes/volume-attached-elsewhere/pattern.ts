import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes, persistentVolumes, pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'
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
import { whyNotReady } from '../../../ready-nodes.ts'
import { nodeGone, volumeMovesWithinSeconds } from '../../words/storage.ts'
import { held, heldByMachine, stillMounted, stillReleased, watched } from './held.ts'
import { isOver, rows, stillWaits } from './over.ts'
import { sentences } from './told.ts'

/** Longhorn's CSI controller, as long as a volume is on its way (csi/controller_server.go). */
const underWay = lines(' is detaching', /olume \S+ is detaching/)

/** A person tells it without the words of the event. */
const noted = lines(
  ['ttached elsewhere', 'ttached to a different', 'ttached to another'],
  /\b(?:already|still|currently) (?:been )?attached (?:elsewhere|to (?:a different|another) node)|\bvolume ?attachments?\b.*\battached to (?:a different|another) node/i,
)

/** fs/ext4/mmp.c: while it was mounted here, somebody else wrote to the file system. */
const writtenElsewhere = lines(
  'already active on another node',
  /ext4_multi_mount_protect\S* Device is already active/,
)

/** The scheduler: the volume is a folder or disk of another node (local-path, local volumes, zones). */
const boundElsewhere = lines('had volume node affinity conflict')

/** `kubectl get pods`: one pod of a Deployment has waited for hours, and another one runs. */
const rollout = lines(
  ['ContainerCreating', ' Running '],
  /(?:^|\s)(?<app>[a-z0-9][a-z0-9.-]*?)-[a-z0-9]{8,10}-[a-z0-9]{5}\s+\d+\/\d+\s+(?<state>ContainerCreating|Running)\s+\d+\S*(?: \([^)]*\))?\s+\d+[hd]/,
)
/** Its claim is for one node: `kubectl get pvc`, or the field of its manifest. */
const forOneNode = lines(['Bound', 'ReadWriteOnce'], /\bBound\b.*\bRWO\b|\bReadWriteOnce\b/)

type Attachment = z.infer<typeof volumeAttachments.schema> & Origin
type Node = z.infer<typeof nodes.schema> & Origin
type Pod = z.infer<typeof pods.schema> & Origin
type PersistentVolume = z.infer<typeof persistentVolumes.schema> & Origin

export default definePattern({
  id: 'volume-attached-elsewhere',
  title: 'A volume for one node is wanted on a second one',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  scope: 'cluster',
  reads: {
    volumeAttachments,
    persistentVolumes,
    pods,
    nodes,
    held,
    stillReleased,
    stillMounted,
    watched,
    heldByMachine,
    underWay,
    noted,
    writtenElsewhere,
    nodeGone,
    rollout,
    forOneNode,
    boundElsewhere,
    rows,
    stillWaits,
  },
  told: sentences,
  explains: { anywhere: ['volume-not-mounting', 'pods-not-well'] },
  rivals: [
    {
      cause: 'power-loss',
      tell: 'The node that holds the volume is down: bring that node back, or prove that it is off.',
    },
    {
      cause: 'longhorn-csi-driver-not-registered',
      tell: 'The old pod hangs in Terminating because the CSI plugin of its node does not run.',
    },
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: '`dead unexpectedly` or I/O errors: the volume broke where it was.',
    },
  ],
  remedy: 'release-attachment',
  docs: {
    meaning:
      'A ReadWriteOnce volume can be attached to one node only, and one still holds it: an old pod that has not ended, a second pod that shares the claim, a Deployment that starts the new pod first, or a node that died with the volume.',
    impact: 'The new pod waits in ContainerCreating. The data is safe, and the first pod goes on.',
    diagnosis:
      '`kubectl get volumeattachments | grep {volume}` shows the node that holds it; `kubectl get pods -A -o wide` shows who uses the claim there. Look whether that node is Ready.',
    mitigation:
      'Let the pod that holds it end: scale it down, or set `strategy: Recreate`, or keep both pods on one node. If its node is dead, bring it back; only when the power of that one is proven to be off, `kubectl taint nodes DEAD node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`. Where the kubelet says `still mounted by other references`, look on that node with `findmnt` who has the paths that it names, and unmount only those that no pod uses. Never delete a VolumeAttachment by hand while that node may still write.',
    references: [
      'https://github.com/torvalds/linux/blob/master/fs/ext4/mmp.c',
      'https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins/volumerestrictions',
      'https://longhorn.io/kb/troubleshooting-noexecute-taint-prevents-workloads-from-terminating/',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/attachdetach/reconciler/reconciler.go',
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
      'https://github.com/longhorn/longhorn-manager/blob/v1.4.0/csi/controller_server.go',
      'https://github.com/ceph/ceph-csi/blob/devel/internal/rbd/rbd_attach.go',
      'https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/util/operationexecutor/operation_generator.go',
      'https://github.com/kubernetes/kubernetes/issues/94745',
      'https://github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/1264',
    ],
  },

  match(evidence, { now }) {
    const live = waitingPods(evidence.pods, now).flatMap((pod) => judgePod(pod, evidence, now))
    if (live.length > 0) return live
    // The API was asked and no pod waits for a volume: the words are of a wait that has ended.
    if (evidence.volumeAttachments.length > 0 && evidence.pods.length > 0) return noMatch
    const { nodeGone, noted } = evidence
    const said = [
      ...evidence.held,
      ...evidence.stillReleased,
      ...evidence.stillMounted,
      ...evidence.watched,
      ...evidence.heldByMachine,
      ...evidence.writtenElsewhere,
    ]
    const held = said.length > 0 ? said : noted
    if (held.length === 0) return withoutWords(evidence)
    if (evidence.stillWaits.length === 0 && isOver(said, evidence.rows)) return wasHeld
    const volume = oneVolume(held)
    return match('suspected', [...held, ...nodeGone], {
      ...(volume && { subject: `volume/${volume}`, fill: { volume } }),
    })
  },
})

const isBound = unknown(
  'a volume lives on one node, and that node is gone, cordoned, full or not allowed for the pod',
  {
    next: 'kubectl get pv -o custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,NODE:.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values; kubectl get nodes',
  },
)

const letsGo = unknown(
  'a volume is being detached: for a moment, or for ever, since its node or engine does not let go',
  {
    next: 'kubectl -n longhorn-system get volumes.longhorn.io,engines.longhorn.io -o wide | grep VOLUME; kubectl get volumeattachments | grep VOLUME; kubectl get nodes',
  },
)

const wasHeld = unknown(
  'a volume was held by another node for a while, and the pod that waited for it has started since',
  { next: 'kubectl get pods -A -o wide; kubectl -n NAMESPACE describe pod POD | tail -20' },
)

interface Silent {
  readonly underWay: readonly LogLine[]
  readonly rollout: readonly LogLine[]
  readonly forOneNode: readonly LogLine[]
  readonly boundElsewhere: readonly Reason[]
}

/** The events of a wait are kept for an hour; the pods and the claim still show it. */
function withoutWords({ underWay, rollout, forOneNode, boundElsewhere }: Silent): PatternOutcome {
  if (underWay.length > 0) return letsGo
  if (boundElsewhere.length > 0) return isBound
  const waits = rollout.filter(({ groups }) => groups['state'] === 'ContainerCreating')
  const beside = rollout.filter(
    ({ groups }) =>
      groups['state'] === 'Running' && waits.some((one) => one.groups['app'] === groups['app']),
  )
  return beside.length > 0 && forOneNode.length > 0
    ? match('suspected', [...waits, ...beside, ...forOneNode])
    : noMatch
}

/** The volume, where the lines speak of just one. */
function oneVolume(held: readonly LogLine[]): string | undefined {
  const names = new Set(held.flatMap(({ groups }) => groups['volume'] ?? []))
  return names.size === 1 ? [...names][0] : undefined
}

function waitingPods(pods: readonly Pod[], now: number): readonly Pod[] {
  return pods.filter(
    ({ phase, nodeName, claims, createdAt, deletedAt }) =>
      phase === 'Pending' &&
      nodeName !== undefined &&
      deletedAt === undefined &&
      (claims ?? []).length > 0 &&
      createdAt !== undefined &&
      now - Date.parse(createdAt) > volumeMovesWithinSeconds * 1000,
  )
}

interface Around {
  readonly volumeAttachments: readonly Attachment[]
  readonly persistentVolumes: readonly PersistentVolume[]
  readonly pods: readonly Pod[]
  readonly nodes: readonly Node[]
  readonly held: readonly LogLine[]
}

/** A pod waits on its node, and its volume is attached to another one. */
function judgePod(pod: Pod, around: Around, now: number): PatternOutcome[] {
  return (pod.claims ?? []).flatMap((claim) => {
    const bound = around.persistentVolumes.find(
      ({ claimName, claimNamespace }) => claimName === claim && claimNamespace === pod.namespace,
    )
    const attachments = around.volumeAttachments.filter(
      ({ volumeName, attached }) => bound !== undefined && attached && volumeName === bound.name,
    )
    const there = attachments.find(({ nodeName }) => nodeName !== pod.nodeName)
    // A shared volume is attached to several nodes at once, to this one too.
    if (!bound || !there || attachments.some(({ nodeName }) => nodeName === pod.nodeName)) return []
    const name = `${pod.namespace}/${pod.name}`
    const dead = deadHolder(there, around.nodes, now)
    const reasons: Reason[] = [
      because(pod, `${name} waits on ${pod.nodeName} for ${claim} (${bound.name})`),
      because(there, `${bound.name} is attached to ${there.nodeName}`),
      ...holders(claim, pod, there, around.pods),
      ...dead,
      ...around.held.filter(({ text }) => text.includes(bound.name)),
    ]
    return [
      match('confirmed', reasons, {
        subject: `volume/${bound.name}`,
        fill: { volume: bound.name, node: there.nodeName },
        ...(dead.length > 0 && { follows: `node/${there.nodeName}` }),
      }),
    ]
  })
}

function holders(claim: string, waiting: Pod, there: Attachment, pods: readonly Pod[]): Reason[] {
  return pods
    .filter(
      ({ namespace, claims, nodeName }) =>
        namespace === waiting.namespace && nodeName === there.nodeName && claims?.includes(claim),
    )
    .map((pod) =>
      because(pod, `${pod.name} on ${pod.nodeName} uses it${pod.deletedAt ? ', Terminating' : ''}`),
    )
}

function deadHolder(there: Attachment, nodes: readonly Node[], now: number): Reason[] {
  const node = nodes.find(({ name }) => name === there.nodeName)
  const why = node && whyNotReady(node, now)
  return node && why ? [because(node, `${node.name} cannot let go: ${why}`)] : []
}
