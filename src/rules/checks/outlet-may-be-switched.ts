import { powerOutlets } from '#src/model/facts/power.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const outletMayBeSwitched = defineCheck({
  id: 'outlet-may-be-switched',
  title: "the node's outlet to be one that may be switched",
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { powerOutlets },
  staleAfterSeconds: 60,
  docs: {
    heading: "The node's outlet or switch port may be switched",
    meaning:
      'A port that an uplink hangs on is never switched: nobody could turn it on again. Such ports stand under `never` in bramble.yaml. A switch that does not answer is not switched either.',
    next: 'See `switches` in bramble.yaml, and whether the switch answers.',
    references: ['https://www.rfc-editor.org/rfc/rfc3621'],
  },

  ask({ powerOutlets }, { node }) {
    const found = powerOutlets.find((one) => one.node === node)
    if (!found) return unknown('nothing is known of its outlet')
    if (found.forbidden === undefined) return pass()
    const reason = `${found.name} is never switched: ${found.forbidden}`
    return fail(reason, { subject: `power/${node}`, evidence: [because(found, reason)] })
  },
})
