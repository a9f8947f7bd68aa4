import { attachmentsOf } from '../controllers/attach-detach.ts'
import { amend, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import {
  allFailed,
  type Boards,
  salvage,
  setFailed,
  setHealthy,
  setRebuilding,
  setState,
} from './replica-states.ts'
import { judge } from './robustness.ts'
import {
  type EngineObject,
  engineOf,
  longhornObject,
  type ReplicaObject,
  replicasOf,
  settingOf,
  type VolumeObject,
  volumeNamed,
} from './shapes.ts'

/**
 * A volume's life: attached where an attachment wants it, its engine there, its replicas seen or
 * lost by that engine, rebuilt one after the other, and called healthy, degraded or faulted for it.
 * After controller/volume_controller.go and engine_controller.go of longhorn-manager 1.12.
 */
/** Bytes that the rebuild of a replica has written so far, by its uid. */
export type Rebuilds = Map<string, number>

interface Surroundings {
  readonly store: PracticeStore
  readonly boards: Boards
  readonly rebuilds: Rebuilds
  /** Since the look before. */
  readonly seconds: number
}

/** How fast a rebuild goes on a Pi: 100 Mbit/s of what is really written. */
const rebuildBytesPerSecond = 12_500_000

export function keepVolume(volume: VolumeObject, surroundings: Surroundings): void {
  const { store, boards } = surroundings
  const { name } = volume.metadata
  const attachment = attachmentsOf(store).find(
    ({ spec }) => spec.source.persistentVolumeName === name,
  )
  move(volume, attachment?.spec.nodeName ?? '', surroundings)
  const engine = engineOf(store, name)
  if (engine) watchReplicas(volume, engine, surroundings)
  judge(store, name, boards)
  const attached = volumeNamed(store, name)?.status.state === 'attached'
  if (attachment && attachment.status.attached !== attached)
    amend(store, attachment, (one) => ({ ...one, status: { attached } }))
}

/** To the node that is wanted, away from another one, and away where no replica is left. */
function move(volume: VolumeObject, wanted: string, { store, boards }: Surroundings): void {
  const { name } = volume.metadata
  const { currentNodeID } = volume.status
  const isLost = currentNodeID !== '' && allFailed(store, name)
  if (currentNodeID !== wanted || isLost) detach(store, volume)
  if (settingOf(store, 'auto-salvage') === 'true') salvage(store, volume, boards)
  if (wanted !== '' && volumeNamed(store, name)?.status.currentNodeID === '')
    attach(store, volume, wanted, boards)
}

function detach(store: PracticeStore, volume: VolumeObject): void {
  const engine = engineOf(store, volume.metadata.name)
  if (engine) removeSame(store, engine)
  for (const replica of replicasOf(store, volume.metadata.name))
    if (replica.status.currentState !== 'stopped') setState(store, replica, 'stopped')
  amend(store, volume, (one) => ({
    ...one,
    spec: { ...one.spec, nodeID: '' },
    status: { ...one.status, state: 'detached', currentNodeID: '' },
  }))
}

function attach(store: PracticeStore, volume: VolumeObject, node: string, boards: Boards): void {
  const { name } = volume.metadata
  const usable = replicasOf(store, name).filter(
    ({ spec }) => spec.failedAt === '' && isReachable(node, spec.nodeID, boards),
  )
  if (!boards(node)?.isOn() || usable.length === 0) return
  for (const replica of usable) setHealthy(store, replica)
  for (const replica of replicasOf(store, name))
    if (!usable.some(({ metadata }) => metadata.name === replica.metadata.name))
      setFailed(store, replica)
  const modes = Object.fromEntries(usable.map(({ metadata }) => [metadata.name, 'RW']))
  store.put(
    longhornObject('Engine', `${name}-e-0`, {
      spec: { active: true, dataEngine: 'v1', nodeID: node, volumeName: name },
      status: {
        currentReplicaAddressMap: {},
        currentState: 'running',
        rebuildStatus: {},
        replicaModeMap: modes,
      },
    }),
  )
  amend(store, volume, (one) => ({
    ...one,
    spec: { ...one.spec, nodeID: node },
    status: { ...one.status, state: 'attached', currentNodeID: node },
  }))
}

/** A replica's process outlives K3s: only the board and the way to it count. */
function isReachable(from: string, to: string, boards: Boards): boolean {
  if (from === to) return boards(to)?.isOn() === true
  return boards(from)?.isReachable() === true && boards(to)?.isReachable() === true
}

/** What the engine makes of its replicas; an engine whose board is off makes nothing. */
function watchReplicas(
  volume: VolumeObject,
  engine: EngineObject,
  surroundings: Surroundings,
): void {
  const { store, boards, rebuilds } = surroundings
  const node = engine.spec.nodeID
  if (!boards(node)?.isOn()) {
    amend(store, engine, (one) => ({ ...one, status: { ...one.status, currentState: 'unknown' } }))
    return
  }
  const replicas = replicasOf(store, volume.metadata.name)
  const modes: Record<string, 'RW' | 'WO' | 'ERR'> = {}
  for (const replica of replicas) {
    const { name } = replica.metadata
    const mode = engine.status.replicaModeMap[name]
    if (isReachable(node, replica.spec.nodeID, boards)) {
      if (mode === 'RW' || mode === 'WO') modes[name] = mode
    } else {
      rebuilds.delete(replica.metadata.uid)
      setFailed(store, replica)
    }
  }
  rebuildNext(volume, { engine, modes, replicas }, surroundings)
}

interface Rebuilding {
  readonly engine: EngineObject
  readonly modes: Record<string, 'RW' | 'WO' | 'ERR'>
  readonly replicas: readonly ReplicaObject[]
}

/** One replica of a volume at a time; it is written only until it is whole. */
function rebuildNext(
  volume: VolumeObject,
  { engine, modes, replicas }: Rebuilding,
  { store, boards, rebuilds, seconds }: Surroundings,
): void {
  const node = engine.spec.nodeID
  const hasSource = Object.values(modes).includes('RW')
  const current = replicas.find(({ metadata }) => modes[metadata.name] === 'WO')
  const next =
    current ??
    replicas.find(
      ({ metadata, spec }) => !modes[metadata.name] && isReachable(node, spec.nodeID, boards),
    )
  let rebuildStatus: EngineObject['status']['rebuildStatus'] = {}
  if (next && hasSource) {
    const { name, uid } = next.metadata
    const bytes = Number(volume.status['actualSize'] ?? 0)
    const written = (rebuilds.get(uid) ?? 0) + rebuildBytesPerSecond * seconds
    const isWhole = written >= bytes
    modes[name] = isWhole ? 'RW' : 'WO'
    if (isWhole) {
      rebuilds.delete(uid)
      setHealthy(store, next)
    } else {
      rebuilds.set(uid, written)
      setRebuilding(store, next)
      rebuildStatus = { [`tcp://${name}:10000`]: rebuildOf((100 * written) / bytes) }
    }
  }
  const addresses = Object.fromEntries(Object.keys(modes).map((name) => [name, `${name}:10000`]))
  amend(store, engine, (one) => ({
    ...one,
    status: {
      ...one.status,
      currentState: 'running',
      currentReplicaAddressMap: addresses,
      replicaModeMap: modes,
      rebuildStatus,
    },
  }))
}

function rebuildOf(progress: number) {
  return {
    error: '',
    fromReplicaAddressList: [],
    isRebuilding: true,
    progress: Math.floor(progress),
    state: 'in_progress',
  }
}
