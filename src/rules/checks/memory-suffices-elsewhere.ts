import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole, isInstanceManager } from '../moving-pods.ts'
import { takesPods } from '../ready-nodes.ts'

type Pod = z.infer<typeof pods.schema> & Origin

export const memorySufficesElsewhere = defineCheck({
  id: 'memory-suffices-elsewhere',
  title: 'the other nodes to have memory for what must move',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, pods },
  staleAfterSeconds: 60,
  docs: {
    meaning:
      'The memory that the pods here ask for (their requests) fits into what is unasked for on nodes that take pods. Pods without requests count as nothing, as they do for the scheduler.',
    next: 'Stop something less needed, or accept that some pods stay Pending.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },

  ask({ nodes, pods }, { node = '', now }) {
    const wanted = pods
      .filter(
        (pod) => pod.nodeName === node && drainRole(pod) === 'evict' && !isInstanceManager(pod),
      )
      .map(requestBytes)
      .filter((bytes) => bytes > 0)
      .sort((one, other) => other - one)
    if (wanted.length === 0) return pass('no pod here asks for memory')
    const others = nodes.filter((other) => other.name !== node && takesPods(other, now))
    const silent = others.find((other) => other.allocatableMemoryBytes === undefined)
    if (silent)
      return unknown(`how much memory ${silent.name} has is not known`, {
        subject: `memory/${node}`,
      })
    const free = others.map(
      (other) => (other.allocatableMemoryBytes ?? 0) - askedOn(other.name, pods),
    )
    const left = unplaced(wanted, free)
    if (left === 0) return pass()
    const reason = `${left} of ${wanted.length} pods ask for more memory than any other node has left: ${mebibytes(wanted)} MiB to move, ${mebibytes(free)} MiB free on ${others.length} nodes`
    const about = nodes.find((candidate) => candidate.name === node)
    return fail(reason, {
      subject: `memory/${node}`,
      evidence: about ? [because(about, reason)] : [],
    })
  },
})

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

function askedOn(node: string, pods: readonly Pod[]): number {
  return pods
    .filter((pod) => pod.nodeName === node && drainRole(pod) !== 'finished')
    .reduce((sum, pod) => sum + requestBytes(pod), 0)
}

/** The largest first, each where the most is free: how many find no place. */
function unplaced(wanted: readonly number[], free: readonly number[]): number {
  const left = [...free]
  let without = 0
  for (const bytes of wanted) {
    const best = left.indexOf(Math.max(...left))
    const room = left[best] ?? 0
    if (room >= bytes) left[best] = room - bytes
    else without += 1
  }
  return without
}

function mebibytes(bytes: readonly number[]): number {
  return Math.round(bytes.reduce((sum, each) => sum + Math.max(each, 0), 0) / 1024 ** 2)
}
