import { createHash } from 'node:crypto'
import { type Kind, kindOf } from '../../kubernetes/kinds.ts'
import {
  conditionOf,
  isOver,
  type PodObject,
  type PodSpec,
  podKind,
  podsOf,
  type Toleration,
} from '../../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../../kubernetes/store.ts'

/** Workloads as their controllers read them, and the pods that they make. */

interface Template {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: PodSpec
}

interface Rolling {
  readonly maxUnavailable?: number | string
  readonly maxSurge?: number | string
  readonly partition?: number
}

interface Strategy {
  readonly type?: 'Recreate' | 'RollingUpdate' | 'OnDelete'
  readonly rollingUpdate?: Rolling
}

export interface Workload extends PracticeObject {
  readonly spec: {
    readonly replicas?: number
    readonly template: Template
    /** Of a Deployment. */
    readonly strategy?: Strategy
    /** Of a StatefulSet or a DaemonSet. */
    readonly updateStrategy?: Strategy
  }
}

const named = (kind: string) => kindOf('apps/v1', kind) as Kind

export const kinds = {
  deployment: named('Deployment'),
  replicaSet: named('ReplicaSet'),
  statefulSet: named('StatefulSet'),
  daemonSet: named('DaemonSet'),
} as const

export interface Surroundings {
  readonly store: PracticeStore
}

export function workloadsOf(store: PracticeStore, kind: Kind): readonly Workload[] {
  return store.list(kind) as readonly Workload[]
}

interface Owner {
  readonly kind: string
  readonly name: string
  readonly uid: string
}

export function ownerOf({ metadata }: PracticeObject): Owner | undefined {
  return (metadata['ownerReferences'] as readonly Owner[] | undefined)?.[0]
}

export function ownedBy({ apiVersion, kind, metadata: { name, uid } }: PracticeObject) {
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }]
}

export function podsByOwner(store: PracticeStore): ReadonlyMap<string, readonly PodObject[]> {
  return Map.groupBy(podsOf(store), (pod) => ownerOf(pod)?.uid ?? '')
}

/** A pod that already goes is no longer counted: a new one is made beside it. */
export function isCounted(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isOver(pod)
}

export function isReady(pod: PodObject): boolean {
  return isCounted(pod) && conditionOf(pod.status.conditions, 'Ready')?.status === 'True'
}

/** By template: an object of the store is never changed in place. */
const hashes = new WeakMap<Template, string>()

export function hashOf({ spec: { template } }: Workload): string {
  const known = hashes.get(template)
  if (known !== undefined) return known
  const text = JSON.stringify(template)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10)
  hashes.set(template, hash)
  return hash
}

const revisionLabel = 'controller-revision-hash'

/** Of the template that is wanted now; a pod without a mark is from before there was another one. */
export function isCurrent(owner: Workload, { metadata }: PodObject): boolean {
  const mark = metadata.labels?.[revisionLabel]
  return mark === undefined || mark === hashOf(owner)
}

/** How many of `all` a number or a percentage is; `%` is rounded up or down. */
export function shareOf(wish: number | string, all: number, round: 'up' | 'down'): number {
  if (typeof wish === 'number') return wish
  const exact = (Number.parseFloat(wish) / 100) * all
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact)
}

const exists = (key: string, more: Partial<Toleration> = {}): Toleration => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  ...more,
})

/** As admission gives them to every pod: a node may be away for five minutes. */
const leaves = ['not-ready', 'unreachable'].map((condition) =>
  exists(condition, { effect: 'NoExecute', tolerationSeconds: 300 }),
)

/** As the control plane gives it to pods that ask for something: quality of service above BestEffort. */
const staysShort = exists('memory-pressure', { effect: 'NoSchedule' })

interface More {
  readonly nodeName?: string
  readonly tolerations?: readonly Toleration[]
}

export function makePod(
  store: PracticeStore,
  owner: Workload,
  name: string,
  more: More = {},
): void {
  const { template } = owner.spec
  const { namespace } = owner.metadata
  const asks = template.spec.containers.some(({ resources }) => resources?.requests !== undefined)
  const tolerations = asks ? [...leaves, staysShort] : leaves
  const mark = owner.kind === 'ReplicaSet' ? {} : { [revisionLabel]: hashOf(owner) }
  store.create(podKind, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: { ...template.metadata.labels, ...mark },
      ...(template.metadata.annotations && { annotations: template.metadata.annotations }),
      ownerReferences: ownedBy(owner),
    },
    spec: { ...template.spec, tolerations, ...more },
    status: { phase: 'Pending' },
  })
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'
let made = 0

/** Five letters as Kubernetes adds them; no two alike. */
export function suffix(): string {
  made += 1
  let rest = Math.imul(made, 2_654_435_761) >>> 0
  let text = ''
  for (let place = 0; place < 5; place++) {
    text += letters[rest % letters.length]
    rest = Math.floor(rest / letters.length)
  }
  return text
}
