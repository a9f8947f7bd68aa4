import type { Kind } from './kinds.ts'
import { kindOf } from './kinds.ts'
import type { NewObject, PracticeObject, PracticeStore } from './store.ts'

/** Objects as controllers read them: only the fields that one of them needs. */

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
  readonly lastHeartbeatTime?: string
  readonly lastTransitionTime: string
}

export interface Taint {
  readonly key: string
  readonly effect: 'NoSchedule' | 'NoExecute'
  readonly timeAdded?: string
}

export interface NodeObject extends PracticeObject {
  readonly spec: {
    readonly unschedulable?: boolean
    readonly taints?: readonly Taint[]
    readonly [field: string]: unknown
  }
  readonly status: {
    readonly conditions: readonly Condition[]
    readonly allocatable: { readonly memory: string; readonly cpu: string }
    readonly [field: string]: unknown
  }
}

export interface Toleration {
  readonly key?: string
  readonly operator?: 'Exists' | 'Equal'
  readonly effect?: string
  readonly tolerationSeconds?: number
}

interface Container {
  readonly name: string
  readonly image?: string
  readonly resources?: { readonly requests?: { readonly memory?: string; readonly cpu?: string } }
}

export interface PodSpec {
  readonly nodeName?: string
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly tolerations?: readonly Toleration[]
  readonly terminationGracePeriodSeconds?: number
  readonly containers: readonly Container[]
  readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[]
  readonly [field: string]: unknown
}

interface ContainerStatus {
  readonly name: string
  readonly ready: boolean
  readonly restartCount: number
  readonly state: Readonly<Record<string, unknown>>
  readonly lastState?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

export interface PodObject extends PracticeObject {
  readonly spec: PodSpec
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly startTime?: string
    readonly [field: string]: unknown
  }
}

const kindNamed = (apiVersion: string, kind: string): Kind => {
  const found = kindOf(apiVersion, kind)
  if (!found) throw new Error(`The practice API has no ${apiVersion} ${kind}`)
  return found
}

export const nodeKind = kindNamed('v1', 'Node')
export const podKind = kindNamed('v1', 'Pod')
export const eventKind = kindNamed('v1', 'Event')
export const secretKind = kindNamed('v1', 'Secret')
export const namespaceKind = kindNamed('v1', 'Namespace')
export const leaseKind = kindNamed('coordination.k8s.io/v1', 'Lease')

/** When an event was last seen: old writers and new ones keep it in different fields. */
export function lastSeenOf(event: PracticeObject): string | undefined {
  const { series, lastTimestamp, eventTime } = event as {
    readonly series?: { readonly lastObservedTime: string }
    readonly lastTimestamp?: string | null
    readonly eventTime?: string | null
  }
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? undefined
}

export function nodesOf(store: PracticeStore): readonly NodeObject[] {
  return store.list(nodeKind) as readonly NodeObject[]
}

export function nodeNamed(store: PracticeStore, name: string): NodeObject | undefined {
  return store.get({ kind: nodeKind, name }) as NodeObject | undefined
}

export function podsOf(store: PracticeStore): readonly PodObject[] {
  return store.list(podKind) as readonly PodObject[]
}

export function podsOn(store: PracticeStore, node: string): readonly PodObject[] {
  return podsOf(store).filter(({ spec }) => spec.nodeName === node)
}

/** Changes an object that is still the one which was seen; else does nothing. */
export function amend<T extends PracticeObject>(
  store: PracticeStore,
  seen: T,
  change: (object: T) => NewObject,
): void {
  const kind = kindNamed(seen.apiVersion, seen.kind)
  const { name, namespace, uid } = seen.metadata
  const key = { kind, namespace, name }
  if (store.get(key)?.metadata.uid !== uid) return
  store.update(key, (object) => change(object as T))
}

/** Removes an object that is still the one which was seen. */
export function removeSame(store: PracticeStore, seen: PracticeObject): void {
  const key = { ...seen.metadata, kind: kindNamed(seen.apiVersion, seen.kind) }
  if (store.get(key)?.metadata.uid === seen.metadata.uid) store.remove(key)
}

/** A pod that ended, and is kept so that somebody can look at it. */
export function isOver({ status }: PodObject): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed'
}

export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type)
}
