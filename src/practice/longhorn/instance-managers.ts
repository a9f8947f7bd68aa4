import { createHash } from 'node:crypto'
import { nodeNamed, podKind } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import { engineOf, kinds, namespace, replicasOf, settingOf, volumesOf } from './shapes.ts'

/**
 * The instance manager of a node, in which its engines and replicas run, and the budget that keeps
 * a drain from ending it. The budget goes when the node is cordoned, nothing is attached there and,
 * by the usual policy, each replica there has a healthy one elsewhere.
 * After controller/instance_manager_controller.go of longhorn-manager 1.12 (canDeleteInstanceManagerPDB).
 */
export function keepInstanceManager(store: PracticeStore, node: string): void {
  const name = nameFor(node)
  const pod = { kind: podKind, namespace, name }
  const budget = { kind: kinds.budget, namespace, name }
  const isCordoned = nodeNamed(store, node)?.spec.unschedulable === true
  if (!isCordoned && nodeNamed(store, node) && !store.get(pod)) store.put(newPod(name, node))
  const wanted = store.get(pod) !== undefined && (!isCordoned || isNeeded(store, node))
  if (wanted && !store.get(budget)) store.put(newBudget(name, node))
  if (!wanted) store.remove(budget)
}

function nameFor(node: string): string {
  return `instance-manager-${createHash('md5').update(node).digest('hex')}`
}

function labelsOf(node: string) {
  return { 'longhorn.io/component': 'instance-manager', 'longhorn.io/node': node }
}

function newPod(name: string, node: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: labelsOf(node),
      ownerReferences: [
        {
          apiVersion: 'longhorn.io/v1beta2',
          kind: 'InstanceManager',
          name,
          uid: name,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      nodeName: node,
      containers: [
        {
          name: 'instance-manager',
          image: 'docker.io/longhornio/longhorn-instance-manager:v1.12.1',
        },
      ],
      terminationGracePeriodSeconds: 10,
      tolerations: [{ operator: 'Exists' }],
    },
    status: { phase: 'Pending' },
  }
}

function newBudget(name: string, node: string) {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace },
    spec: { minAvailable: 1, selector: { matchLabels: labelsOf(node) } },
  }
}

/** Whether something on the node would be lost with its instance manager. */
function isNeeded(store: PracticeStore, node: string): boolean {
  const isAttached = volumesOf(store).some(({ metadata }) => {
    const engine = engineOf(store, metadata.name)
    return engine?.spec.nodeID === node
  })
  if (isAttached) return true
  if (settingOf(store, 'node-drain-policy') === 'always-allow') return false
  return replicasOf(store).some(
    ({ spec }) =>
      spec.nodeID === node && spec.failedAt === '' && !hasTwin(store, spec.volumeName, node),
  )
}

function hasTwin(store: PracticeStore, volume: string, node: string): boolean {
  return replicasOf(store, volume).some(
    ({ spec }) => spec.nodeID !== node && spec.failedAt === '' && spec.healthyAt !== '',
  )
}
