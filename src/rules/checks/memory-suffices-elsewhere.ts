import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { freeOn, placeElsewhere } from '../placement.ts'
import { takesPods } from '../ready-nodes.ts'

export const memorySufficesElsewhere = defineCheck({
  id: 'memory-suffices-elsewhere',
  title: 'the other nodes to have memory for what must move',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Other nodes have memory for the pods that move',
    meaning:
      'The memory that the pods here ask for (their requests) fits into what is unasked for on nodes that take pods. Pods without requests count as nothing, as they do for the scheduler.',
    next: 'Stop something less needed.',
    accepting: 'Some pods stay Pending until the node is back.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },

  ask({ nodes, pods }, { node = '', now }) {
    const placements = placeElsewhere(node, { nodes, pods }, now)
    const wanted = placements.filter(({ requestBytes }) => requestBytes > 0)
    if (wanted.length === 0) return pass('no pod here asks for memory')
    const others = nodes.filter((other) => other.name !== node && takesPods(other, now))
    const silent = others.find((other) => other.allocatableMemoryBytes === undefined)
    if (silent)
      return unknown(`how much memory ${silent.name} has is not known`, {
        subject: `memory/${node}`,
      })
    const left = wanted.filter(
      ({ outcome }) => outcome.kind === 'lacks' && outcome.what !== 'label',
    ).length
    if (left === 0) return pass()
    const free = others.map((other) => freeOn(other, pods) ?? 0)
    const reason = `${left} of ${wanted.length} pods ask for more memory than any other node has left: ${mebibytes(wanted.map(({ requestBytes }) => requestBytes))} MiB to move, ${mebibytes(free)} MiB free on ${others.length} nodes`
    const about = nodes.find((candidate) => candidate.name === node)
    return fail(reason, {
      subject: `memory/${node}`,
      evidence: about ? [because(about, reason)] : [],
    })
  },
})

function mebibytes(bytes: readonly number[]): number {
  return Math.round(bytes.reduce((sum, each) => sum + Math.max(each, 0), 0) / 1024 ** 2)
}
