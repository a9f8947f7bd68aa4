import { createHash } from 'node:crypto'
import type { Kind } from '../kubernetes/kinds.ts'
import { kindOf } from '../kubernetes/kinds.ts'
import {
  amend,
  conditionOf,
  isOver,
  nodesOf,
  type PodObject,
  type PodSpec,
  podKind,
  podsOf,
  removeSame,
  type Toleration,
} from '../kubernetes/shapes.ts'
import type { PracticeObject, PracticeStore } from '../kubernetes/store.ts'
import type { Controller } from './controller.ts'
import { isSelected } from './scheduler.ts'

/** What the controllers of the workloads keep true: as many pods as are wanted, each owned. */

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: PodSpec
}

interface Workload extends PracticeObject {
  readonly spec: { readonly replicas?: number; readonly template: Template }
}

const deployments = kindOf('apps/v1', 'Deployment') as Kind
const replicaSets = kindOf('apps/v1', 'ReplicaSet') as Kind
const statefulSets = kindOf('apps/v1', 'StatefulSet') as Kind
const daemonSets = kindOf('apps/v1', 'DaemonSet') as Kind

interface Surroundings {
  readonly store: PracticeStore
}

export const workloadControllers: readonly Controller<Surroundings>[] = [
  {
    name: 'deployments',
    step({ store }) {
      for (const deployment of of(store, deployments)) keepReplicaSet(store, deployment)
    },
  },
  withPods('replica-sets', replicaSets, keepReplicas),
  withPods('stateful-sets', statefulSets, keepNamed),
  withPods('daemon-sets', daemonSets, keepOnNodes),
  {
    name: 'workload-status',
    step({ store }) {
      for (const kind of [deployments, replicaSets, statefulSets, daemonSets])
        for (const workload of of(store, kind)) count(store, workload)
    },
  },
]

function withPods(
  name: string,
  kind: Kind,
  keep: (store: PracticeStore, owner: Workload, pods?: readonly PodObject[]) => void,
): Controller<Surroundings> {
  return {
    name,
    step({ store }) {
      const pods = podsByOwner(store)
      for (const owner of of(store, kind)) keep(store, owner, pods.get(owner.metadata.uid))
    },
  }
}

function of(store: PracticeStore, kind: Kind): readonly Workload[] {
  return store.list(kind) as readonly Workload[]
}

interface Owner {
  readonly kind: string
  readonly name: string
  readonly uid: string
}

function ownerOf({ metadata }: PracticeObject): Owner | undefined {
  return (metadata['ownerReferences'] as readonly Owner[] | undefined)?.[0]
}

function ownedBy({ apiVersion, kind, metadata: { name, uid } }: PracticeObject) {
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }]
}

function podsByOwner(store: PracticeStore): ReadonlyMap<string, readonly PodObject[]> {
  return Map.groupBy(podsOf(store), (pod) => ownerOf(pod)?.uid ?? '')
}

/**
 * The name of a ReplicaSet follows its template, so that another template makes another one. The
 * one before goes at once, as with the strategy Recreate.
 */
function keepReplicaSet(store: PracticeStore, deployment: Workload): void {
  const { name, namespace } = deployment.metadata
  const { replicas = 1, template } = deployment.spec
  const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10)
  const key = { kind: replicaSets, namespace, name: `${name}-${hash}` }
  const before = store.get(key) as Workload | undefined
  for (const set of of(store, replicaSets))
    if (ownerOf(set)?.uid === deployment.metadata.uid && set.metadata.name !== key.name)
      amend(store, set, (one) => ({ ...one, spec: { ...one.spec, replicas: 0 } }))
  if (before?.spec.replicas === replicas) return
  const labels = { ...template.metadata.labels, 'pod-template-hash': hash }
  store.put({
    ...before,
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: key.name,
      ...(namespace !== undefined && { namespace }),
      labels,
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { labels } },
    },
  })
}

/** A pod that already goes is no longer counted: a new one is made beside it. */
function keepReplicas(store: PracticeStore, set: Workload, pods: readonly PodObject[] = []): void {
  const { replicas = 1 } = set.spec
  const present = pods.filter(isCounted)
  for (let missing = present.length; missing < replicas; missing++)
    makePod(store, set, `${set.metadata.name}-${suffix()}`)
  for (const pod of present.slice(replicas)) removeSame(store, pod)
}

/** One pod of each name: it is made again only when the one before is really gone, or evicted. */
function keepNamed(store: PracticeStore, set: Workload, pods: readonly PodObject[] = []): void {
  const { replicas = 1 } = set.spec
  const excess = pods.filter((pod) => isCounted(pod) && ordinalOf(pod) >= replicas)
  for (const pod of [...excess, ...pods.filter(isOver)]) removeSame(store, pod)
  const live = pods.filter((pod) => !isOver(pod))
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const name = `${set.metadata.name}-${ordinal}`
    const pod = live.find(({ metadata }) => metadata.name === name)
    if (!pod) makePod(store, set, name)
    // The next one waits for this one to be ready.
    if (conditionOf(pod?.status.conditions, 'Ready')?.status !== 'True') return
  }
}

function ordinalOf({ metadata }: PodObject): number {
  return Number(metadata.name.replace(/^.*-/, ''))
}

function keepOnNodes(store: PracticeStore, set: Workload, pods: readonly PodObject[] = []): void {
  for (const { metadata } of nodesFor(store, set)) {
    const present = pods.some(({ spec }) => spec.nodeName === metadata.name)
    if (present) continue
    makePod(store, set, `${set.metadata.name}-${suffix()}`, {
      nodeName: metadata.name,
      tolerations: stays,
    })
  }
}

function nodesFor(store: PracticeStore, set: Workload) {
  return nodesOf(store).filter((node) => isSelected(node, set.spec.template.spec))
}

function isCounted(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isOver(pod)
}

/** As admission gives them to every pod: a node may be away for five minutes. */
const leaves: readonly Toleration[] = ['not-ready', 'unreachable'].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

/** As the control plane gives it to pods that ask for something: quality of service above BestEffort. */
const staysShort: Toleration = {
  key: 'node.kubernetes.io/memory-pressure',
  operator: 'Exists',
  effect: 'NoSchedule',
}

const stays: readonly Toleration[] = [{ operator: 'Exists' }]

function makePod(
  store: PracticeStore,
  owner: Workload,
  name: string,
  more: { readonly nodeName?: string; readonly tolerations?: readonly Toleration[] } = {},
): void {
  const { template } = owner.spec
  const { namespace } = owner.metadata
  const asks = template.spec.containers.some(({ resources }) => resources?.requests !== undefined)
  const tolerations = asks ? [...leaves, staysShort] : leaves
  store.create(podKind, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      labels: template.metadata.labels,
      ownerReferences: ownedBy(owner),
    },
    spec: { ...template.spec, tolerations, ...more },
    status: { phase: 'Pending' },
  })
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'
let made = 0

/** Five letters as Kubernetes adds them; no two alike. */
function suffix(): string {
  made += 1
  let rest = Math.imul(made, 2_654_435_761) >>> 0
  let text = ''
  for (let place = 0; place < 5; place++) {
    text += letters[rest % letters.length]
    rest = Math.floor(rest / letters.length)
  }
  return text
}

function count(store: PracticeStore, workload: Workload): void {
  const sets = of(store, replicaSets).filter((set) => ownerOf(set)?.uid === workload.metadata.uid)
  const owners = new Set([workload, ...sets].map(({ metadata }) => metadata.uid))
  const pods = podsOf(store).filter((pod) => owners.has(ownerOf(pod)?.uid ?? ''))
  const ready = pods.filter(
    (pod) => isCounted(pod) && conditionOf(pod.status.conditions, 'Ready')?.status === 'True',
  ).length
  const status =
    workload.kind === 'DaemonSet'
      ? {
          desiredNumberScheduled: nodesFor(store, workload).length,
          currentNumberScheduled: pods.length,
          updatedNumberScheduled: pods.length,
          numberReady: ready,
          numberAvailable: ready,
        }
      : {
          replicas: pods.filter(isCounted).length,
          readyReplicas: ready,
          availableReplicas: ready,
          ...(workload.kind === 'Deployment' && { updatedReplicas: updated(sets, pods) }),
        }
  amend(store, workload, (one) => ({ ...one, status }))
}

/** Pods of the ReplicaSet that is wanted: those of an earlier template want none. */
function updated(sets: readonly Workload[], pods: readonly PodObject[]): number {
  const current = sets.find(({ spec }) => (spec.replicas ?? 1) > 0)?.metadata.uid
  return pods.filter((pod) => isCounted(pod) && ownerOf(pod)?.uid === current).length
}
