import { driverIsRegistered } from '../controllers/csi-plugin.ts'
import { amend, conditionOf, nodeNamed } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import { csiNode, diskOf, storageNode } from './install.ts'
import {
  answered,
  kinds,
  type LonghornCondition,
  namespace,
  replicasOf,
  type StorageNode,
  settingOf,
  volumesOf,
} from './shapes.ts'

/**
 * What Longhorn says of its nodes and disks. Reasons and words: types/types.go and
 * controller/node_controller.go of longhorn-manager 1.12.
 */
export function keepStorageNode(store: PracticeStore, board: Board): void {
  const key = { kind: kinds.node, namespace, name: board.name }
  const known = store.get(key)
  // Its manager's pod makes it: none runs where Kubernetes has no node.
  if (!known && !nodeNamed(store, board.name)) return
  const node = (known ?? store.put(storageNode(board))) as StorageNode
  const at = store.stamp()
  const ready = readiness(store, board.name)
  const schedulable = schedulability(store, board.name)
  const conditions = [ready, schedulable].reduce<readonly LonghornCondition[]>(
    (all, answer) => answered(all, answer, at),
    node.status.conditions,
  )
  const diskStatus = { [diskOf(board.name)]: diskStatusOf(store, board, node) }
  amend(store, node, (one) => ({ ...one, status: { ...one.status, conditions, diskStatus } }))
}

/** What a kubelet tells of Longhorn's driver; while nobody hears it nothing changes. */
export function keepCsiNode(store: PracticeStore, board: Board): void {
  const key = { kind: kinds.csiNode, name: board.name }
  if (!nodeNamed(store, board.name)) return
  if (!store.get(key)) store.put({ ...csiNode(board), spec: { drivers: [] } })
  if (!csiNodeIsOld(store, board)) return
  const spec = driverIsRegistered(store, board) ? csiNode(board)['spec'] : { drivers: [] }
  store.update(key, (one) => ({ ...one, spec }))
}

/** Whether it tells something else than is so. */
export function csiNodeIsOld(store: PracticeStore, board: Board): boolean {
  const known = store.get({ kind: kinds.csiNode, name: board.name })
  // It may run and have no way to tell: with an ended certificate, or a clock of last year.
  const isHeard = conditionOf(nodeNamed(store, board.name)?.status.conditions, 'Ready')
  if (!known || !board.runsKubelet() || isHeard?.status !== 'True') return false
  const { drivers } = known['spec'] as { drivers: readonly object[] }
  return driverIsRegistered(store, board) !== drivers.length > 0
}

type Answer = Pick<LonghornCondition, 'type' | 'status' | 'reason' | 'message'>

/** Its manager runs wherever the node is Ready; without it Kubernetes' own word decides. */
function readiness(store: PracticeStore, name: string): Answer {
  const node = nodeNamed(store, name)
  if (!node)
    return {
      type: 'Ready',
      status: 'False',
      reason: 'KubernetesNodeGone',
      message: `Kubernetes node missing: node ${name} has been removed from the cluster and there is no manager pod running on it`,
    }
  const ready = conditionOf(node.status.conditions, 'Ready')
  if (ready?.status === 'True') return { type: 'Ready', status: 'True', reason: '', message: '' }
  return {
    type: 'Ready',
    status: 'False',
    reason: 'KubernetesNodeNotReady',
    message: `Kubernetes node ${name} not ready: ${ready?.reason ?? ''}`,
  }
}

function schedulability(store: PracticeStore, name: string): Answer {
  const isCordoned = nodeNamed(store, name)?.spec.unschedulable === true
  const obeys = settingOf(store, 'disable-scheduling-on-cordoned-node') === 'true'
  if (!isCordoned || !obeys) return { type: 'Schedulable', status: 'True', reason: '', message: '' }
  return {
    type: 'Schedulable',
    status: 'False',
    reason: 'KubernetesNodeCordoned',
    message: `Node ${name} is cordoned`,
  }
}

function diskStatusOf(store: PracticeStore, board: Board, node: StorageNode) {
  const name = diskOf(board.name)
  const before = node.status.diskStatus[name]
  const sizes = new Map(volumesOf(store).map(({ metadata, spec }) => [metadata.name, spec.size]))
  const here = replicasOf(store).filter(({ spec }) => spec.nodeID === board.name)
  const scheduledReplica = Object.fromEntries(
    here.map(({ metadata, spec }) => [metadata.name, Number(sizes.get(spec.volumeName) ?? 0)]),
  )
  const available = board.isOn() ? board.diskBytes - board.diskUsedBytes : 0
  const answer = diskAnswer(store, board, available)
  const ready = { type: 'Ready', status: 'True', reason: '', message: '' } as const
  const conditions = [ready, answer].reduce<readonly LonghornCondition[]>(
    (all, one) => answered(all, one, store.stamp()),
    before?.conditions ?? [],
  )
  return {
    conditions,
    diskName: name,
    diskPath: '/var/lib/longhorn/',
    diskType: 'filesystem' as const,
    diskUUID: `${board.machineId.slice(0, 8)}-disk`,
    scheduledReplica,
    storageAvailable: available,
    storageMaximum: board.diskBytes,
    storageScheduled: Object.values(scheduledReplica).reduce((sum, bytes) => sum + bytes, 0),
  }
}

/** A disk takes no more replicas when less than a quarter of it is free. */
function diskAnswer(store: PracticeStore, board: Board, available: number): Answer {
  const share = Number(settingOf(store, 'storage-minimal-available-percentage'))
  const least = Math.floor((board.diskBytes * share) / 100)
  if (available > least) return { type: 'Schedulable', status: 'True', reason: '', message: '' }
  return {
    type: 'Schedulable',
    status: 'False',
    reason: 'DiskPressure',
    message: `Disk ${diskOf(board.name)} (/var/lib/longhorn/) on the node ${board.name} has ${available} available, but requires reserved 0, minimal ${share}% to schedule more replicas`,
  }
}

/** Whether a new replica of so many bytes may be placed there. */
export function takesReplicas(
  store: PracticeStore,
  { spec, status }: StorageNode,
  bytes: number,
): boolean {
  const isTrue = (conditions: readonly LonghornCondition[], type: string) =>
    conditions.some((one) => one.type === type && one.status === 'True')
  const [[name, disk] = []] = Object.entries(spec.disks)
  const seen = name === undefined ? undefined : status.diskStatus[name]
  return (
    spec.allowScheduling &&
    disk?.allowScheduling === true &&
    isTrue(status.conditions, 'Ready') &&
    isTrue(status.conditions, 'Schedulable') &&
    seen !== undefined &&
    isTrue(seen.conditions, 'Schedulable') &&
    bytes + seen.storageScheduled <= mostScheduled(store, seen.storageMaximum)
  )
}

/** All replicas together may grow to this much of a disk. */
function mostScheduled(store: PracticeStore, maximum: number): number {
  return (maximum * Number(settingOf(store, 'storage-over-provisioning-percentage'))) / 100
}
