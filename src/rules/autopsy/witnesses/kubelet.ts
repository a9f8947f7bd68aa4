import { endings } from '#src/model/autopsy.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import { leaseAge } from '../sightings.ts'

/** A lease is renewed every 10 s (kubelet, nodeLeaseDurationSeconds 40): an older one may be a dead node's. */
const freshMilliseconds = 15_000

/**
 * A node that lets nobody in, and whose kubelet reports all the same, runs. One that lost its power a
 * moment ago has a fresh lease, too: whoever listened for it and heard nothing speaks against this.
 */
export default defineWitness({
  id: 'kubelet',
  reads: { nodes },

  look({ nodes }, scene): Statement[] {
    const { node, question, index, clocks } = scene
    if (question !== 'silent-now') return []
    const record = nodes.find(({ name }) => name === node)
    if (!record) return []
    const age = leaseAge(record, index, clocks)
    if (age === undefined || age > freshMilliseconds) return []
    const written = Date.parse(record.leaseRenewedAt ?? '')
    return [
      {
        for: ['ran-on'],
        against: endings.filter((ending) => ending !== 'ran-on'),
        text: 'its kubelet reports to the API: it runs, and only SSH is silent',
        evidence: cite([because(record, `${node} renewed its lease`, written)], scene),
      },
    ]
  },
})
