import {
  amend,
  type Condition,
  conditionOf,
  leaseKind,
  type NodeObject,
  nodeNamed,
} from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Board } from '../world/board.ts'
import type { Faults } from '../world/faults.ts'
import { isDiskFull, isMemoryShort, runtimeHungSeconds } from '../world/shortage.ts'
import type { Controller } from './controller.ts'
import { record } from './events.ts'

/**
 * The kubelet of one board: heartbeat and node status.
 * https://kubernetes.io/docs/reference/node/node-status/ (lease every 10 s, status every 5 min or
 * when something changes); words: pkg/kubelet/nodestatus/setters.go.
 */
export const heartbeatSeconds = 10
const statusSeconds = 300

/** A kubelet that runs and reaches the API server. */
export interface Kubelet {
  readonly store: PracticeStore
  readonly board: Board
  readonly faults: Faults
  /** As `kubectl get nodes` shows it. */
  readonly version: string
}

/** The heartbeat, in its order: a new boot is told before the status shows it. */
export const heartbeat: readonly Controller<Kubelet>[] = [
  { name: 'node-lease', step: renewLease },
  { name: 'node-registration', step: register },
  { name: 'node-reboot-event', step: sayRebooted },
  { name: 'node-status', step: postStatus },
]

function renewLease({ store, board: { name } }: Kubelet): void {
  const key = { kind: leaseKind, namespace: 'kube-node-lease', name }
  const at = store.stamp().replace('Z', '.000000Z')
  store.put({
    ...(store.get(key) ?? { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' }),
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: key.namespace },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: at },
  })
}

function register({ store, board, version }: Kubelet): void {
  const { name, role, address } = board
  if (nodeNamed(store, name)) return
  const control = { 'node-role.kubernetes.io/control-plane': 'true' }
  const member = { 'node-role.kubernetes.io/etcd': 'true' }
  const node = store.put({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'arm64',
        'beta.kubernetes.io/instance-type': 'k3s',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'arm64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': 'k3s',
        ...(role === 'server' && control),
        ...(board.etcd === 'member' && member),
      },
      annotations: {
        'k3s.io/hostname': name,
        'k3s.io/internal-ip': address,
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { providerID: `k3s://${name}` },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      capacity: resourcesOf(board, 0),
      allocatable: resourcesOf(board, 0),
      conditions: conditionsNow(board, store.stamp(), []),
      nodeInfo: nodeInfo(board, version),
    },
  }) as NodeObject
  board.cluster.takesPassword(name, board.nodePassword ?? '')
  record(store, {
    about: node,
    type: 'Normal',
    reason: 'RegisteredNode',
    message: `Node ${name} event: Registered Node ${name} in Controller`,
    component: 'node-controller',
  })
}

function resourcesOf({ cpus, memoryBytes }: Board, reservedBytes: number) {
  return {
    cpu: `${cpus}`,
    memory: `${Math.floor((memoryBytes - reservedBytes) / 1024)}Ki`,
    pods: '110',
  }
}

function nodeInfo(board: Board, version: string) {
  return {
    architecture: 'arm64',
    bootID: board.boot.id,
    containerRuntimeVersion: 'containerd://2.1.5-k3s1.36',
    kernelVersion: board.kernel,
    kubeProxyVersion: '',
    kubeletVersion: version,
    machineID: board.machineId,
    operatingSystem: 'linux',
    osImage: board.osName,
    systemUUID: board.machineId,
  }
}

function bootIdOf({ status }: NodeObject): unknown {
  return (status['nodeInfo'] as { bootID?: string } | undefined)?.bootID
}

function sayRebooted({ store, board: { name, boot } }: Kubelet): void {
  const node = nodeNamed(store, name)
  if (!node || bootIdOf(node) === boot.id) return
  const message = `Node ${name} has been rebooted, boot id: ${boot.id}`
  const from = { about: node, component: 'kubelet', host: name } as const
  record(store, { ...from, type: 'Warning', reason: 'Rebooted', message })
}

/** Writes the status where it says something new, or where it is five minutes old. */
function postStatus({ store, board }: Kubelet): void {
  const node = nodeNamed(store, board.name)
  if (!node) return
  const before = node.status.conditions
  const conditions = conditionsNow(board, store.stamp(), before)
  const isNew = conditions.some(({ type, status, message }) => {
    const known = conditionOf(before, type)
    return known?.status !== status || known.message !== message
  })
  const posted = Date.parse(before[0]?.lastHeartbeatTime ?? '')
  const isOld = !(Date.parse(store.stamp()) - posted < statusSeconds * 1000)
  if (!isNew && !isOld && bootIdOf(node) === board.boot.id) return
  const info = { ...(node.status['nodeInfo'] as object), bootID: board.boot.id }
  amend(store, node, (one) => ({ ...one, status: { ...one.status, conditions, nodeInfo: info } }))
  for (const { type, status } of conditions)
    if (conditionOf(before, type)?.status !== status) saySo(store, board, node, { type, status })
}

const words: Readonly<Record<string, readonly [whenTrue: string, whenFalse: string]>> = {
  MemoryPressure: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
  DiskPressure: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  PIDPressure: ['NodeHasInsufficientPID', 'NodeHasSufficientPID'],
  Ready: ['NodeReady', 'NodeNotReady'],
}

function saySo(
  store: PracticeStore,
  { name }: Board,
  node: NodeObject,
  { type, status }: Pick<Condition, 'type' | 'status'>,
): void {
  const reason = words[type]?.[status === 'True' ? 0 : 1]
  if (reason === undefined) return
  const message = `Node ${name} status is now: ${reason}`
  record(store, { about: node, type: 'Normal', reason, message, component: 'kubelet', host: name })
}

const memoryWords = [
  ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
] as const
const diskWords = [
  ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
  ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
] as const

const runtimeSeconds = 30
const relistSeconds = 180

/** What keeps a kubelet that runs from being ready: pkg/kubelet/runtime.go and pleg/generic.go. */
function runtimeTrouble(board: Board): string | undefined {
  const hung = runtimeHungSeconds(board) ?? 0
  if (hung <= runtimeSeconds) return undefined
  const down = 'container runtime is down'
  if (hung <= relistSeconds) return down
  const ago = `${Math.floor(hung / 60)}m${(hung % 60).toFixed(3)}s`
  return `[${down}, PLEG is not healthy: pleg was last seen active ${ago} ago; threshold is 3m0s]`
}

/** K3s says it beside the kubelet: pkg/etcd/etcd.go. */
const voterWords = ['MemberNotLearner', 'Node is a voting member of the etcd cluster'] as const

function conditionsNow(
  board: Board,
  at: string,
  before: readonly Condition[],
): readonly Condition[] {
  const of = (type: string, isTrue: boolean, [reason, message]: readonly [string, string]) => {
    const status = isTrue ? 'True' : 'False'
    const known = conditionOf(before, type)
    return {
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: at,
      lastTransitionTime: known?.status === status ? known.lastTransitionTime : at,
    } as const
  }
  const full = isDiskFull(board)
  const short = isMemoryShort(board)
  const trouble = runtimeTrouble(board)
  return [
    of('MemoryPressure', short, memoryWords[short ? 0 : 1]),
    of('DiskPressure', full, diskWords[full ? 0 : 1]),
    of('PIDPressure', false, ['KubeletHasSufficientPID', 'kubelet has sufficient PID available']),
    trouble === undefined
      ? of('Ready', true, ['KubeletReady', 'kubelet is posting ready status'])
      : of('Ready', false, ['KubeletNotReady', trouble]),
    ...(board.etcd === 'member' ? [of('EtcdIsVoter', true, voterWords)] : []),
  ]
}
