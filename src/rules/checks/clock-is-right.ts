import { timeSync } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const offSeconds = 5
const certificateSeconds = 300

export const clockIsRight = defineCheck({
  id: 'clock-is-right',
  title: 'clock to be right and synchronized',
  scope: 'node',
  severity: 'warning',
  reads: { timeSync },
  staleAfterSeconds: 300,
  docs: {
    meaning:
      "The node's clock is compared with that of the machine Bramble runs on, within the uncertainty of the round trip. A wrong clock makes valid certificates look expired or not yet valid.",
    next: '`bramble explain clock-skew`',
    references: ['https://docs.k3s.io/installation/requirements'],
  },

  ask({ timeSync: [time] }) {
    if (time === undefined) return unknown('the node sent no time')
    const offset = time.offsetSeconds
    if (offset !== undefined && Math.abs(offset) - (time.uncertaintySeconds ?? 0) > offSeconds) {
      const reason = `its clock is ${Math.abs(Math.round(offset))} s ${offset > 0 ? 'ahead of' : 'behind'} this machine's`
      const severity = Math.abs(offset) > certificateSeconds ? 'critical' : 'warning'
      return fail(reason, { severity, evidence: [because(time, reason)] })
    }
    if (time.synchronized === true) return pass()
    if (time.synchronized === undefined)
      return offset === undefined ? unknown('the node says nothing of its clock') : pass()
    const reason = 'nothing keeps the clock synchronized'
    return fail(reason, {
      severity: offset === undefined ? 'warning' : 'info',
      evidence: [because(time, reason)],
    })
  },
})
