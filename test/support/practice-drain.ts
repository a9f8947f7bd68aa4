import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import type { PracticeApi } from '#src/practice/kubernetes/start.ts'
import type { NewObject, PracticeObject } from '#src/practice/kubernetes/store.ts'

/** A small cluster for drains of pi03, as objects of a practice API. */

const ready = [{ type: 'Ready', status: 'True' }]

export function nodeObject(name: string, unschedulable = false): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: { ...(unschedulable && { unschedulable }) },
    status: {
      conditions: ready,
      nodeInfo: { bootID: `boot-${name}`, kubeletVersion: 'v1.36.3+k3s1' },
      allocatable: { memory: '4000Mi' },
    },
  }
}

interface PodParts {
  readonly owner?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly volumes?: readonly object[]
  readonly phase?: string
}

export function podObject(name: string, nodeName: string, parts: PodParts = {}): NewObject {
  const { owner = 'ReplicaSet', annotations, volumes, phase = 'Running' } = parts
  const [app = name] = name.split('-')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app },
      ...(annotations && { annotations }),
      ...(owner !== '' && { ownerReferences: [{ kind: owner, name: app, controller: true }] }),
    },
    spec: {
      nodeName,
      terminationGracePeriodSeconds: 1,
      containers: [{ name: app }],
      ...(volumes && { volumes }),
    },
    status: { phase, conditions: ready },
  }
}

export function budgetObject(app: string, minAvailable: number): NewObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace: 'default' },
    spec: { minAvailable, selector: { matchLabels: { app } } },
  }
}

/** Two pods to evict, two to leave, and one elsewhere. */
export function drainObjects(): NewObject[] {
  return [
    ...['pi01', 'pi02', 'pi03'].map((name) => nodeObject(name)),
    podObject('web-1', 'pi03'),
    podObject('web-2', 'pi02'),
    podObject('db-0', 'pi03', { owner: 'StatefulSet' }),
    podObject('flannel-3', 'pi03', { owner: 'DaemonSet' }),
    podObject('etcd-pi03', 'pi03', {
      owner: 'Node',
      annotations: { 'kubernetes.io/config.mirror': 'x' },
    }),
    budgetObject('web', 1),
  ]
}

const podKind = kindOf('v1', 'Pod')
const nodeKind = kindOf('v1', 'Node')

export function podsOf({ store }: PracticeApi): readonly PracticeObject[] {
  return podKind ? store.list(podKind) : []
}

export function nodeNameOf(pod: PracticeObject): string {
  return (pod['spec'] as { nodeName?: string }).nodeName ?? ''
}

export function isCordoned({ store }: PracticeApi, name: string): boolean {
  const node = nodeKind && store.get({ kind: nodeKind, name })
  return (node?.['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable ?? false
}

/** As somebody with `kubectl delete pod --force` does. */
export function removePod({ store }: PracticeApi, name: string): void {
  if (podKind) store.remove({ kind: podKind, namespace: 'default', name })
}

/**
 * What the controllers of a real cluster do when a pod is gone: a StatefulSet makes one of the same
 * name, a ReplicaSet one of another name. Both land on pi02.
 */
export function keepPodsRunning({ store }: PracticeApi): void {
  store.onChange(({ type, object }) => {
    if (type !== 'DELETED' || object.kind !== 'Pod') return
    const [owner] = (object.metadata['ownerReferences'] ?? []) as { kind: string }[]
    const { name } = object.metadata
    if (owner?.kind === 'StatefulSet') store.put(podObject(name, 'pi02', { owner: 'StatefulSet' }))
    if (owner?.kind === 'ReplicaSet') store.put(podObject(`${name}-again`, 'pi02'))
  })
}
