import { createHash } from 'node:crypto'
import { type Kind, kindOf } from '../kubernetes/kinds.ts'
import { isOver, type PodObject, podsOf, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import { driverIsRegistered } from './csi-plugin.ts'
import { recordEvery } from './events.ts'
import { claimsOf } from './local-path.ts'

/**
 * The attach-detach controller: an attachment for each volume and node that a pod needs, one node
 * at a time for volumes that only one may have.
 * Words: pkg/controller/volume/attachdetach/reconciler/reconciler.go (reportMultiAttachError).
 */
const attachments = kindOf('storage.k8s.io/v1', 'VolumeAttachment') as Kind
const persistentVolumes = kindOf('v1', 'PersistentVolume') as Kind

interface Attachment extends PracticeObject {
  readonly spec: {
    readonly attacher: string
    readonly nodeName: string
    readonly source: { readonly persistentVolumeName: string }
  }
  readonly status: { readonly attached: boolean }
}

interface Use {
  readonly pod: PodObject
  readonly node: string
  /** Name of the PersistentVolume. */
  readonly volume: string
}

export function attachVolumes(store: PracticeStore): void {
  const uses = podsOf(store).flatMap((pod) => usesOf(store, pod))
  for (const attachment of attachmentsOf(store)) {
    const { nodeName, source } = attachment.spec
    const isUsed = uses.some(
      ({ node, volume }) => node === nodeName && volume === source.persistentVolumeName,
    )
    if (!isUsed) removeSame(store, attachment)
  }
  for (const use of uses) attach(store, use)
}

/** A pod that has a node and is not over uses what its claims are bound to. */
function usesOf(store: PracticeStore, pod: PodObject): Use[] {
  const { nodeName: node } = pod.spec
  if (node === undefined || isOver(pod)) return []
  return claimsOf(store, pod).flatMap(({ spec: { volumeName: volume } }) =>
    volume !== undefined && isAttachable(store, volume) ? [{ pod, node, volume }] : [],
  )
}

/** A folder of the node is there by itself. */
function isAttachable(store: PracticeStore, name: string): boolean {
  const { csi } = (store.get({ kind: persistentVolumes, name })?.['spec'] ?? {}) as { csi?: object }
  return csi !== undefined
}

/** Whether the kubelet finds all that the pod mounts attached to its node. */
export function volumesAreAttached(store: PracticeStore, pod: PodObject): boolean {
  const wanted = (pod.spec.volumes ?? []).filter((volume) => volume.persistentVolumeClaim)
  const bound = claimsOf(store, pod).filter(({ spec }) => spec.volumeName !== undefined)
  return (
    bound.length === wanted.length &&
    usesOf(store, pod).every(({ node, volume }) => {
      const key = { kind: attachments, name: nameFor(volume, node) }
      return (store.get(key) as Attachment | undefined)?.status.attached === true
    })
  )
}

/**
 * What the kubelet says of a volume whose driver has not registered with it; undefined where it can
 * mount all. Words: pkg/volume/csi/csi_client.go, csi_attacher.go.
 */
export function whyNotMounted(
  store: PracticeStore,
  board: Board,
  pod: PodObject,
): string | undefined {
  const [first] = usesOf(store, pod)
  if (!first || driverIsRegistered(store, board)) return undefined
  const { volume } = first
  return `MountVolume.MountDevice failed for volume "${volume}" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${driverOf(store, volume)} not found in the list of registered CSI drivers`
}

function driverOf(store: PracticeStore, volume: string): string {
  const { spec } = store.mustGet({ kind: persistentVolumes, name: volume }) as unknown as {
    spec: { csi: { driver: string } }
  }
  return spec.csi.driver
}

export function attachmentsOf(store: PracticeStore): readonly Attachment[] {
  return store.list(attachments) as readonly Attachment[]
}

function attach(store: PracticeStore, { pod, node, volume }: Use): void {
  const others = attachmentsOf(store).filter(
    ({ spec }) => spec.source.persistentVolumeName === volume,
  )
  if (others.some(({ spec }) => spec.nodeName === node)) return
  // One that already goes asks for nothing new.
  if (pod.metadata.deletionTimestamp !== undefined) return
  if (others.length > 0) {
    sayHeldElsewhere(store, pod, volume)
    return
  }
  store.put({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name: nameFor(volume, node) },
    spec: {
      attacher: driverOf(store, volume),
      nodeName: node,
      source: { persistentVolumeName: volume },
    },
    status: { attached: false },
  })
}

/** As the CSI attacher names them: a hash of volume, driver and node. */
function nameFor(volume: string, node: string): string {
  return `csi-${createHash('sha256').update(`${volume}${node}`).digest('hex')}`
}

const retrySeconds = 60

function sayHeldElsewhere(store: PracticeStore, pod: PodObject, volume: string): void {
  recordEvery(store, retrySeconds, {
    about: pod,
    type: 'Warning',
    reason: 'FailedAttachVolume',
    message: `Multi-Attach error for volume "${volume}" Volume is already exclusively attached to one node and can't be attached to another`,
    component: 'attachdetach-controller',
  })
}
