import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { pods } from '#src/model/facts/kubernetes.ts'
import { drainRole, isInstanceManager } from './moving-pods.ts'
import { type NodeFact, takesPods } from './ready-nodes.ts'

type Pod = z.infer<typeof pods.schema> & Origin

/** Where a pod that leaves its node could run. `none`: no other node takes pods at all. */
type Outcome =
  | { readonly kind: 'fits'; readonly on: string }
  | { readonly kind: 'lacks'; readonly what: 'node' | 'label' | 'memory' }
  /** The labels or the memory of a node that matters were not read. */
  | { readonly kind: 'unknown' }

export interface Placement {
  readonly pod: Pod
  readonly requestBytes: number
  readonly outcome: Outcome
}

/**
 * Finds each pod that leaves a node a place among the nodes that take pods now: the largest first,
 * each where the most memory is unasked for. The scheduler decides otherwise at times; what finds
 * no place here seldom finds one there. Affinity and tolerations are not looked at.
 *
 * @param now milliseconds since the epoch
 */
export function placeElsewhere(
  node: string,
  { nodes, pods }: { readonly nodes: readonly NodeFact[]; readonly pods: readonly Pod[] },
  now: number,
): readonly Placement[] {
  const room = nodes
    .filter((other) => other.name !== node && takesPods(other, now))
    .map((other): Room => {
      const freeBytes = freeOn(other, pods)
      return { other, freeBytes, likedBytes: freeBytes ?? 0 }
    })
  return movingFrom(node, pods)
    .map((pod) => ({ pod, requestBytes: requestBytes(pod) }))
    .sort((one, other) => other.requestBytes - one.requestBytes)
    .map((moving) => ({ ...moving, outcome: place(moving, room) }))
}

/** Pods that have to find another node; Longhorn's instance manager belongs to its own. */
export function movingFrom(node: string, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(
    (pod) => pod.nodeName === node && drainRole(pod) === 'evict' && !isInstanceManager(pod),
  )
}

interface Room {
  readonly other: NodeFact
  freeBytes: number | undefined
  /** Free after what each pod is counted with: one that asks for nothing is counted, too. */
  likedBytes: number
}

/** What the scheduler reckons for a pod that asks for no memory, so that such pods spread. */
const unaskedBytes = 200 * 1024 ** 2

function place({ pod, requestBytes }: Omit<Placement, 'outcome'>, room: Room[]): Outcome {
  if (room.length === 0) return { kind: 'lacks', what: 'node' }
  const answers = room.map((place) => ({ place, fits: fits(pod.nodeSelector ?? {}, place.other) }))
  const fitting = answers.filter(({ fits }) => fits === 'yes').map(({ place }) => place)
  if (fitting.length === 0)
    return answers.some(({ fits }) => fits === 'unknown')
      ? { kind: 'unknown' }
      : { kind: 'lacks', what: 'label' }
  const [best] = fitting
    .filter(({ freeBytes }) => requestBytes === 0 || (freeBytes ?? -1) >= requestBytes)
    .toSorted((one, other) => other.likedBytes - one.likedBytes)
  if (best) {
    best.likedBytes -= requestBytes || unaskedBytes
    if (best.freeBytes !== undefined) best.freeBytes -= requestBytes
    return { kind: 'fits', on: best.other.name }
  }
  const silent = fitting.some(({ freeBytes }) => freeBytes === undefined)
  return silent ? { kind: 'unknown' } : { kind: 'lacks', what: 'memory' }
}

/** What no pod has asked for; undefined where the node does not say what it has. */
export function freeOn(node: NodeFact, pods: readonly Pod[]): number | undefined {
  if (node.allocatableMemoryBytes === undefined) return undefined
  const asked = pods
    .filter((pod) => pod.nodeName === node.name && drainRole(pod) !== 'finished')
    .reduce((sum, pod) => sum + requestBytes(pod), 0)
  return node.allocatableMemoryBytes - asked
}

/** What the scheduler counts: all containers together, or the greediest init container. */
function requestBytes(pod: Pod): number {
  const of = (init: boolean) =>
    pod.containers
      .filter((container) => (container.init ?? false) === init)
      .map((container) => container.memoryRequestBytes ?? 0)
  return Math.max(
    of(false).reduce((sum, bytes) => sum + bytes, 0),
    ...of(true),
  )
}

/** Where the labels were not read, the host name alone is known: it is the node's name in K3s. */
function fits(
  selector: Readonly<Record<string, string>>,
  { name, labels }: NodeFact,
): 'yes' | 'no' | 'unknown' {
  const answers = Object.entries(selector).map(([key, value]) => {
    const has = labels ? labels[key] : key === 'kubernetes.io/hostname' ? name : undefined
    if (has === undefined && !labels) return 'unknown'
    return has === value ? 'yes' : 'no'
  })
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}
