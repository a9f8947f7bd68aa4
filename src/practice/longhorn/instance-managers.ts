import { createHash } from 'node:crypto'
import { isHealthy } from '../kubernetes/budgets.ts'
import { nodeNamed, podKind } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import {
  engineOf,
  kinds,
  namespace,
  type ReplicaObject,
  replicasOf,
  settingOf,
  volumesOf,
} from './shapes.ts'

/**
 * The instance manager of a node, in which its engines and replicas run, and the budget that keeps
 * a drain from ending it. The budget goes when the node is cordoned, nothing is attached there and
 * the drain policy lets its replicas go; what becomes of it while the pod does not run, nobody decides.
 * After controller/instance_manager_controller.go of longhorn-manager 1.12
 * (syncInstanceManagerPDB, canDeleteInstanceManagerPDB).
 */
export function keepInstanceManager(store: PracticeStore, node: string): void {
  const name = nameFor(node)
  const known = nodeNamed(store, node)
  const isThere = store.get({ kind: podKind, namespace, name }) !== undefined
  if (known && known.spec.unschedulable !== true && !isThere) store.put(newPod(name, node))
}

export function keepDrainBudget(store: PracticeStore, node: string): void {
  const budget = budgetOf(node)
  if (!store.get({ kind: podKind, namespace, name: nameFor(node) })) store.remove(budget)
  if (!isRunning(store, node)) return
  const isCordoned = nodeNamed(store, node)?.spec.unschedulable === true
  if (!isCordoned && !store.get(budget)) store.put(newBudget(nameFor(node), node))
  if (isCordoned && mayGo(store, node)) store.remove(budget)
}

function budgetOf(node: string) {
  return { kind: kinds.budget, namespace, name: nameFor(node) }
}

function isRunning(store: PracticeStore, node: string): boolean {
  const pod = store.get({ kind: podKind, namespace, name: nameFor(node) })
  return pod !== undefined && isHealthy(pod)
}

function nameFor(node: string): string {
  return `instance-manager-${createHash('md5').update(node).digest('hex')}`
}

function labelsOf(node: string) {
  return {
    'longhorn.io/component': 'instance-manager',
    'longhorn.io/data-engine': 'v1',
    'longhorn.io/instance-manager-type': 'aio',
    'longhorn.io/managed-by': 'longhorn-manager',
    'longhorn.io/node': node,
  }
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

/** Whether the drain policy lets the instance manager of a cordoned node be ended. */
function mayGo(store: PracticeStore, node: string): boolean {
  const isAttached = volumesOf(store).some(
    ({ metadata }) => engineOf(store, metadata.name)?.spec.nodeID === node,
  )
  if (isAttached) return false
  const policy = settingOf(store, 'node-drain-policy')
  if (policy === 'always-allow') return true
  const here = replicasOf(store).filter(({ spec }) => spec.nodeID === node)
  if (policy === 'block-for-eviction') return here.length === 0
  const counted =
    policy === 'allow-if-replica-is-stopped'
      ? here.filter(({ status }) => status.currentState !== 'stopped')
      : here
  return counted.every((replica) => isUnused(replica) || hasGuardedTwin(store, replica))
}

/** One that never ran holds no data. */
function isUnused({ spec }: ReplicaObject): boolean {
  return spec.healthyAt === '' && spec.failedAt === ''
}

/** Whether a healthy replica of the same volume is elsewhere, under a budget, on a node that is not cordoned. */
function hasGuardedTwin(store: PracticeStore, { spec }: ReplicaObject): boolean {
  return replicasOf(store, spec.volumeName).some(
    ({ spec: { nodeID, failedAt, healthyAt } }) =>
      nodeID !== spec.nodeID &&
      failedAt === '' &&
      healthyAt !== '' &&
      nodeNamed(store, nodeID)?.spec.unschedulable !== true &&
      isRunning(store, nodeID) &&
      store.get(budgetOf(nodeID)) !== undefined,
  )
}
