import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { timeSync } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
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
    heading: "The node's clock is right and synchronized",
    meaning:
      "The node's clock is compared with that of the machine Bramble runs on, within the uncertainty of the round trip. A wrong clock makes valid certificates look expired or not yet valid.",
    next: '`bramble explain clock-skew`',
    references: ['https://docs.k3s.io/installation/requirements'],
  },

  ask({ timeSync: [time] }) {
    if (time === undefined) return unknown('the node sent no time')
    return wrongTime(time) ?? unkeptTime(time)
  },
})

type TimeSync = z.infer<typeof timeSync.schema> & Origin

function wrongTime(time: TimeSync): Verdict | undefined {
  const { offsetSeconds = 0, uncertaintySeconds = 0 } = time
  const off = Math.abs(offsetSeconds)
  if (off - uncertaintySeconds <= offSeconds) return undefined
  const side = offsetSeconds > 0 ? 'ahead of' : 'behind'
  const reason = `its clock is ${Math.round(off)} s ${side} this machine's`
  const severity = off > certificateSeconds ? 'critical' : 'warning'
  return fail(reason, { severity, evidence: [because(time, reason)] })
}

function unkeptTime(time: TimeSync): Verdict {
  const measured = time.offsetSeconds !== undefined
  if (time.synchronized === true) return pass()
  if (time.synchronized === undefined)
    return measured ? pass() : unknown('the node says nothing of its clock')
  const reason = 'nothing keeps the clock synchronized'
  return fail(reason, {
    severity: measured ? 'info' : 'warning',
    evidence: [because(time, reason)],
  })
}
