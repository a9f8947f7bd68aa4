import { attachmentsOf } from '../controllers/attach-detach.ts'
import type { Controller } from '../controllers/controller.ts'
import { amend, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { mayAttachAt } from './data-locality.ts'
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
  volumesOf,
} from './shapes.ts'

/**
 * A volume's life: attached where an attachment wants it, its engine there, its replicas seen or
 * lost by that engine, rebuilt one after the other, and called healthy, degraded or faulted for it.
 * After controller/volume_controller.go and engine_controller.go of longhorn-manager 1.12.
 */
export const volumeControllers: readonly Controller<Surroundings>[] = [
  onVolumes('volume-detachment', ({ store, boards }, volume) => {
    if (!isToLeave(store, volume)) return
    boards(volume.status.currentNodeID)?.attachedVolumes.delete(volume.metadata.name)
    detach(store, volume)
  }),
  onVolumes('auto-salvage', ({ store, boards }, volume) => {
    if (settingOf(store, 'auto-salvage') === 'true') salvage(store, volume, boards)
  }),
  onVolumes('volume-attachment', ({ store, boards }, volume) => {
    const wanted = nodeWanted(store, volume)
    const isFree = volume.status.currentNodeID === ''
    if (wanted !== '' && isFree && mayAttachAt(store, volume, wanted))
      attach(store, volume, wanted, boards)
  }),
  onEngines('replica-failure', watchReplicas),
  onEngines('replica-rebuild', rebuildNext),
  onVolumes('volume-robustness', ({ store, boards }, volume) => judge(store, volume, boards)),
  onVolumes('attachment-status', sayAttached),
]

/** Bytes that the rebuild of a replica has written so far, by its uid. */
export type Rebuilds = Map<string, number>

export interface Surroundings {
  readonly store: PracticeStore
  readonly boards: Boards
  readonly rebuilds: Rebuilds
  /** Since the look before. */
  readonly seconds: number
}

/** How fast a rebuild goes on a Pi: 100 Mbit/s of what is really written. */
const rebuildBytesPerSecond = 12_500_000

function onVolumes(
  name: string,
  act: (surroundings: Surroundings, volume: VolumeObject) => void,
): Controller<Surroundings> {
  return {
    name,
    step(surroundings) {
      for (const volume of volumesOf(surroundings.store)) act(surroundings, volume)
    },
  }
}

/** What an engine does; one whose board is off does nothing. */
function onEngines(
  name: string,
  act: (surroundings: Surroundings, volume: VolumeObject, engine: EngineObject) => void,
): Controller<Surroundings> {
  return onVolumes(name, (surroundings, volume) => {
    const engine = engineOf(surroundings.store, volume.metadata.name)
    if (engine) act(surroundings, volume, engine)
  })
}

function attachmentOf(store: PracticeStore, { metadata: { name } }: VolumeObject) {
  return attachmentsOf(store).find(({ spec }) => spec.source.persistentVolumeName === name)
}

function nodeWanted(store: PracticeStore, volume: VolumeObject): string {
  return attachmentOf(store, volume)?.spec.nodeName ?? ''
}

function sayAttached({ store }: Surroundings, volume: VolumeObject): void {
  const attachment = attachmentOf(store, volume)
  const attached = volume.status.state === 'attached'
  if (attachment && attachment.status.attached !== attached)
    amend(store, attachment, (one) => ({ ...one, status: { attached } }))
}

/** Away from another node than the wanted one, and away where no replica is left. */
function isToLeave(store: PracticeStore, volume: VolumeObject): boolean {
  const { currentNodeID } = volume.status
  const isLost = currentNodeID !== '' && allFailed(store, volume.metadata.name)
  return currentNodeID !== nodeWanted(store, volume) || isLost
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

/** A replica's process outlives K3s, but not its container: it, the board and the way to it count. */
function isReachable(from: string, to: string, boards: Boards): boolean {
  const target = boards(to)
  if (target?.containersRun !== true) return false
  if (from === to) return target.isOn()
  return boards(from)?.isReachable() === true && target.isReachable()
}

/** What the engine makes of its replicas: those that do not answer any more have failed. */
function watchReplicas(
  { store, boards, rebuilds }: Surroundings,
  volume: VolumeObject,
  engine: EngineObject,
): void {
  const node = engine.spec.nodeID
  if (!boards(node)?.isOn()) {
    setEngine(store, engine, { currentState: 'unknown' })
    return
  }
  // What the engine serves is a disk of its board.
  boards(node)?.attachedVolumes.add(volume.metadata.name)
  const modes: Record<string, Mode> = {}
  for (const replica of replicasOf(store, volume.metadata.name)) {
    const { name } = replica.metadata
    const mode = engine.status.replicaModeMap[name]
    if (isReachable(node, replica.spec.nodeID, boards)) {
      if (mode === 'RW' || mode === 'WO') modes[name] = mode
    } else {
      rebuilds.delete(replica.metadata.uid)
      setFailed(store, replica)
    }
  }
  setEngine(store, engine, { currentState: 'running', replicaModeMap: modes })
}

type Mode = 'RW' | 'WO' | 'ERR'

function setEngine(
  store: PracticeStore,
  engine: EngineObject,
  status: Partial<EngineObject['status']>,
): void {
  amend(store, engine, (one) => ({ ...one, status: { ...one.status, ...status } }))
}

/** One replica of a volume at a time; it is written only until it is whole. */
function rebuildNext(
  { store, boards, rebuilds, seconds }: Surroundings,
  volume: VolumeObject,
  engine: EngineObject,
): void {
  const node = engine.spec.nodeID
  if (!boards(node)?.isOn()) return
  const modes: Record<string, Mode> = { ...engine.status.replicaModeMap }
  const next = nextToRebuild(store, volume, modes, (to) => isReachable(node, to, boards))
  let rebuildStatus: EngineObject['status']['rebuildStatus'] = {}
  if (next && Object.values(modes).includes('RW')) {
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
  const status = { currentReplicaAddressMap: addresses, replicaModeMap: modes, rebuildStatus }
  setEngine(store, engine, status)
}

function nextToRebuild(
  store: PracticeStore,
  volume: VolumeObject,
  modes: Readonly<Record<string, Mode>>,
  reaches: (node: string) => boolean,
): ReplicaObject | undefined {
  const replicas = replicasOf(store, volume.metadata.name)
  const current = replicas.find(({ metadata }) => modes[metadata.name] === 'WO')
  return (
    current ?? replicas.find(({ metadata, spec }) => !modes[metadata.name] && reaches(spec.nodeID))
  )
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
