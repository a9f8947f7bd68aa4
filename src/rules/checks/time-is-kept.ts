import { timeSync } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const timeIsKept = defineCheck({
  id: 'time-is-kept',
  title: 'a service to keep the clock right',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { timeSync },
  staleAfterSeconds: 60,
  docs: {
    heading: "A time service (NTP) keeps the node's clock right",
    meaning: 'Without a service that compares it, the clock of a board drifts by seconds a day.',
    next: 'On the node: `timedatectl timesync-status`',
    references: ['https://www.freedesktop.org/software/systemd/man/timedatectl.html'],
  },

  ask({ timeSync }, { node }) {
    const found = timeSync.find((one) => one.node === node)
    if (found?.ntpEnabled === undefined) return unknown('the node did not say who keeps its clock')
    if (found.ntpEnabled) return pass()
    const reason = 'nothing keeps the clock right'
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
