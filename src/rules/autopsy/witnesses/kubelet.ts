import { nodes } from '#src/model/facts/kubernetes.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'

/** A lease is renewed every 10 s (kubelet, nodeLeaseDurationSeconds 40): an older one may be a dead node's. */
const freshMilliseconds = 15_000

/**
 * A node that lets nobody in, and whose kubelet reports all the same, runs. One that lost its power a
 * moment ago has a fresh lease, too: so this alone decides nothing, and others have to hear the node.
 */
export default defineWitness({
  id: 'kubelet',
  reads: { nodes },

  look({ nodes }, scene): Statement[] {
    const { node, question, index, clocks } = scene
    if (question !== 'silent-now') return []
    const record = nodes.find(({ name }) => name === node)
    const written = Date.parse(record?.leaseRenewedAt ?? '')
    if (!record || Number.isNaN(written)) return []
    const seenAt = Date.parse(index.sources.get(record.evidence)?.takenAt ?? '') || index.takenAt
    const age = seenAt - clocks.correct(written, node)
    if (age > freshMilliseconds) return []
    return [
      {
        for: ['ran-on'],
        against: ['power', 'panic', 'hang', 'shutdown', 'memory', 'disk', 'heat', 'cut-off'],
        text: 'its kubelet reports to the API: it runs, and only SSH is silent',
        evidence: cite([because(record, `${node} renewed its lease`, written)], scene),
      },
    ]
  },
})
