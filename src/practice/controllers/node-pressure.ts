import { bytesOf } from '../kubernetes/quantity.ts'
import { amend, isOver, nodeNamed, type PodObject, podsOn } from '../kubernetes/shapes.ts'
import type { Board } from '../world/board.ts'
import { isDiskFull, isMemoryShort } from '../world/shortage.ts'
import type { Controller } from './controller.ts'
import { record } from './events.ts'
import type { Kubelet } from './kubelet.ts'

/**
 * The kubelet's eviction manager: while memory or disk are short it ends one pod after the other.
 * Words: pkg/kubelet/eviction/helpers.go and eviction_manager.go.
 */
export const pressureEviction: Controller<Kubelet> = {
  name: 'node-pressure-eviction',
  step(kubelet) {
    const { board } = kubelet
    const short = shortageOf(board)
    const isTime = Math.round(board.now() / 1000) % evictionSeconds === 0
    if (!short || !isTime) return
    const [pod] = podsOn(kubelet.store, board.name).filter(mayGo).toSorted(biggestFirst)
    announce(kubelet, short)
    if (pod) evict(kubelet, pod, short)
  },
}

const evictionSeconds = 10

interface Shortage {
  readonly resource: 'memory' | 'ephemeral-storage'
  readonly threshold: string
  readonly available: string
}

function shortageOf(board: Board): Shortage | undefined {
  const { memoryBytes, memoryUsedBytes, diskBytes, diskUsedBytes, hardware } = board
  const { evictsBelow } = hardware
  if (isMemoryShort(board))
    return {
      resource: 'memory',
      threshold: `${Math.floor(evictsBelow.memoryBytes / 1024 ** 2)}Mi`,
      available: `${Math.floor((memoryBytes - memoryUsedBytes) / 1024)}Ki`,
    }
  if (!isDiskFull(board)) return undefined
  return {
    resource: 'ephemeral-storage',
    threshold: `${Math.floor((diskBytes * evictsBelow.diskPercent) / 100)}`,
    available: `${Math.floor((diskBytes - diskUsedBytes) / 1024)}Ki`,
  }
}

/** What K3s and Longhorn need themselves is critical. */
const critical = new Set(['kube-system', 'longhorn-system'])

function mayGo(pod: PodObject): boolean {
  const { namespace = '', deletionTimestamp } = pod.metadata
  return !isOver(pod) && deletionTimestamp === undefined && !critical.has(namespace)
}

function biggestFirst(one: PodObject, other: PodObject): number {
  return memoryOf(other) - memoryOf(one)
}

function memoryOf({ spec }: PodObject): number {
  const wishes = spec.containers.map(({ resources }) => bytesOf(resources?.requests?.memory ?? '0'))
  return wishes.reduce((sum, bytes) => sum + bytes, 0)
}

function announce({ store, board }: Kubelet, { resource }: Shortage): void {
  sayManager(board, `"Eviction manager: attempting to reclaim" resourceName="${resource}"`)
  const node = nodeNamed(store, board.name)
  if (!node) return
  const message = `Attempting to reclaim ${resource}`
  const from = { type: 'Warning', reason: 'EvictionThresholdMet', component: 'kubelet' } as const
  record(store, { ...from, about: node, message, host: board.name })
}

function evict({ store, board }: Kubelet, pod: PodObject, short: Shortage): void {
  const { name, namespace = 'default' } = pod.metadata
  const message = `The node was low on resource: ${short.resource}. Threshold quantity: ${short.threshold}, available: ${short.available}. `
  sayManager(
    board,
    `"Eviction manager: must evict pod(s) to reclaim" resourceName="${short.resource}"`,
  )
  const from = { type: 'Warning', reason: 'Evicted', component: 'kubelet' } as const
  record(store, { ...from, about: pod, message, host: board.name })
  amend(store, pod, (one) => ({
    ...one,
    status: { ...one.status, phase: 'Failed', reason: 'Evicted', message, containerStatuses: [] },
  }))
  sayManager(board, `"Eviction manager: pod is evicted successfully" pod="${namespace}/${name}"`)
  // Its memory is free again; its images and logs stay.
  if (short.resource === 'memory') board.memoryUsedBytes -= memoryOf(pod)
}

function sayManager(board: Board, words: string): void {
  const [day = '', time = ''] = new Date(board.now()).toISOString().split('T')
  const stamp = `I${day.slice(5).replace('-', '')} ${time.slice(0, 12)}000`
  board.sayK3s(`${stamp}    ${board.unit(board.k3sUnit).pid} eviction_manager.go:383] ${words}`)
}
