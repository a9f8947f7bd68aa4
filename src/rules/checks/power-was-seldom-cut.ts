import { powerCuts } from '#src/model/facts/power.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const mostCuts = 2
const withinSeconds = 3600

export const powerWasSeldomCut = defineCheck({
  id: 'power-was-seldom-cut',
  title: 'power to have been cut less than twice within the hour',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { powerCuts },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'The power was not cut twice within the hour',
    meaning:
      'Each cut ends a board in the middle of its writes. What two cuts within an hour did not cure a third one does not cure, and SD cards do not outlive many.',
    next: 'Look for the cause: `bramble autopsy NODE`. A person can always pull the plug.',
    references: [],
  },

  ask({ powerCuts }, { node, now }) {
    const recent = powerCuts.filter(
      (cut) => cut.node === node && now - Date.parse(cut.at) < withinSeconds * 1000,
    )
    if (recent.length < mostCuts) return pass()
    const times = recent.map(({ at, run }) => `${at} (run ${run})`).join(' and ')
    const reason = `its power was cut at ${times}`
    return fail(reason, {
      subject: `power/${node}`,
      evidence: recent.map((cut) => because(cut, reason)),
    })
  },
})
