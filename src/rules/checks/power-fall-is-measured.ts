import { powerOutlets } from '#src/model/facts/power.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const powerFallIsMeasured = defineCheck({
  id: 'power-fall-is-measured',
  title: 'a fall of power to be measured',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { powerOutlets },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The power is proven to be off',
    meaning:
      'Volumes of a dead node are given to others only when the node is certainly off. A relay that says "off" proves nothing, nor does a port that gave no power before. Measured watts, or the state of a PoE port, that fall with this very outlet do.',
    next: 'Go there and see that the board has no power.',
    accepting:
      'You saw that board without power: where it still writes, two boards write to one volume.',
    references: [
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
      'https://www.rfc-editor.org/rfc/rfc3621',
    ],
  },

  ask({ powerOutlets }, { node }) {
    const subject = `power/${node}`
    const found = powerOutlets.find((one) => one.node === node)
    if (!found) return unknown('nothing is known of its outlet', { subject })
    if (found.flows === 'yes') return pass()
    const reason =
      found.flows === 'unknown'
        ? `nothing measures whether power flows at ${found.name} (${found.words})`
        : `${found.name} gives no power now (${found.words}): whether it feeds ${node} cannot be seen`
    return fail(reason, { subject, evidence: [because(found, reason)] })
  },
})
