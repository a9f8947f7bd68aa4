import { type Kind, kindOf } from '../kubernetes/kinds.ts'
import type { NewObject, PracticeObject, PracticeStore } from '../kubernetes/store.ts'

/** Longhorn's custom resources as its machine reads them; fields as the CRDs of 1.12.1 name them. */

export const namespace = 'longhorn-system'
const apiVersion = 'longhorn.io/v1beta2'

/** As its conditions are, with times of their own names. */
export interface LonghornCondition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
  readonly lastProbeTime: string
  readonly lastTransitionTime: string
}

export interface VolumeObject extends PracticeObject {
  readonly spec: {
    readonly numberOfReplicas: number
    readonly size: string
    /** The node that it shall be attached to; empty for none. */
    readonly nodeID: string
    readonly [field: string]: unknown
  }
  readonly status: {
    readonly state: 'creating' | 'attaching' | 'attached' | 'detaching' | 'detached'
    readonly robustness: 'healthy' | 'degraded' | 'faulted' | 'unknown'
    readonly currentNodeID: string
    readonly lastDegradedAt: string
    readonly conditions: readonly LonghornCondition[]
    readonly [field: string]: unknown
  }
}

export interface ReplicaObject extends PracticeObject {
  readonly spec: {
    readonly volumeName: string
    readonly nodeID: string
    readonly healthyAt: string
    readonly failedAt: string
    readonly [field: string]: unknown
  }
  readonly status: {
    readonly currentState: 'running' | 'stopped' | 'error' | 'unknown'
    readonly [field: string]: unknown
  }
}

export interface EngineObject extends PracticeObject {
  readonly spec: {
    readonly volumeName: string
    readonly nodeID: string
    readonly [field: string]: unknown
  }
  readonly status: {
    readonly currentState: 'running' | 'stopped' | 'unknown'
    readonly replicaModeMap: Readonly<Record<string, 'RW' | 'WO' | 'ERR'>>
    readonly currentReplicaAddressMap: Readonly<Record<string, string>>
    readonly rebuildStatus: Readonly<Record<string, Rebuild>>
    readonly [field: string]: unknown
  }
}

interface Rebuild {
  readonly isRebuilding: boolean
  readonly progress: number
  readonly state: string
  readonly error: string
  readonly fromReplicaAddressList: readonly string[]
  readonly [field: string]: unknown
}

export interface StorageNode extends PracticeObject {
  readonly spec: {
    readonly allowScheduling: boolean
    readonly evictionRequested: boolean
    readonly disks: Readonly<Record<string, { readonly allowScheduling: boolean }>>
    readonly [field: string]: unknown
  }
  readonly status: {
    readonly conditions: readonly LonghornCondition[]
    readonly diskStatus: Readonly<Record<string, DiskStatus>>
  }
}

interface DiskStatus {
  readonly storageAvailable: number
  readonly storageMaximum: number
  readonly storageScheduled: number
  readonly scheduledReplica: Readonly<Record<string, number>>
  readonly conditions: readonly LonghornCondition[]
  readonly [field: string]: unknown
}

const named = (version: string, kind: string): Kind => {
  const found = kindOf(version, kind)
  if (!found) throw new Error(`The practice API has no ${version} ${kind}`)
  return found
}

export const kinds = {
  volume: named(apiVersion, 'Volume'),
  replica: named(apiVersion, 'Replica'),
  engine: named(apiVersion, 'Engine'),
  node: named(apiVersion, 'Node'),
  setting: named(apiVersion, 'Setting'),
  configMap: named('v1', 'ConfigMap'),
  claim: named('v1', 'PersistentVolumeClaim'),
  persistentVolume: named('v1', 'PersistentVolume'),
  storageClass: named('storage.k8s.io/v1', 'StorageClass'),
  attachment: named('storage.k8s.io/v1', 'VolumeAttachment'),
  csiNode: named('storage.k8s.io/v1', 'CSINode'),
  budget: named('policy/v1', 'PodDisruptionBudget'),
} as const

export function longhornObject(kind: string, name: string, parts: object): NewObject {
  return { apiVersion, kind, metadata: { name, namespace }, ...parts }
}

/** In the order of their claims, so that a world always turns out the same. */
export function volumesOf(store: PracticeStore): readonly VolumeObject[] {
  const volumes = store.list(kinds.volume) as readonly VolumeObject[]
  const claim = ({ status }: VolumeObject) => JSON.stringify(status['kubernetesStatus'] ?? '')
  return volumes.toSorted((one, other) => (claim(one) < claim(other) ? -1 : 1))
}

export function replicasOf(store: PracticeStore, volume?: string): readonly ReplicaObject[] {
  const replicas = store.list(kinds.replica) as readonly ReplicaObject[]
  return volume === undefined ? replicas : replicas.filter(({ spec }) => spec.volumeName === volume)
}

export function engineOf(store: PracticeStore, volume: string): EngineObject | undefined {
  return store.get({ kind: kinds.engine, namespace, name: `${volume}-e-0` }) as
    | EngineObject
    | undefined
}

export function storageNodesOf(store: PracticeStore): readonly StorageNode[] {
  return store.list(kinds.node) as readonly StorageNode[]
}

/** A setting's value; those of a data engine are JSON since 1.10, and the first engine's counts. */
export function settingOf(store: PracticeStore, name: string): string {
  const setting = store.get({ kind: kinds.setting, namespace, name })
  const { value = '' } = (setting ?? {}) as { value?: string }
  if (!value.startsWith('{')) return value
  const { v1 = '' } = JSON.parse(value) as { v1?: string }
  return v1
}

/** The condition with another answer, dated where the answer is another one. */
export function answered(
  conditions: readonly LonghornCondition[],
  answer: Pick<LonghornCondition, 'type' | 'status' | 'reason' | 'message'>,
  at: string,
): readonly LonghornCondition[] {
  const before = conditions.find(({ type }) => type === answer.type)
  const lastTransitionTime = before?.status === answer.status ? before.lastTransitionTime : at
  const condition = { ...answer, lastProbeTime: '', lastTransitionTime }
  return [...conditions.filter(({ type }) => type !== answer.type), condition].toSorted(
    (one, other) => (one.type < other.type ? -1 : 1),
  )
}
