import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'

export const serviceRuns = defineCheck({
  id: 'service-runs',
  title: 'K3s to run on this node',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { units },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s runs on the node',
    meaning: 'systemd shows the unit k3s or k3s-agent of the node as active.',
    next: '`bramble logs NODE --unit k3s` shows why it does not start.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units }, { node }) {
    const unit = k3sUnitOf(units.filter((candidate) => candidate.node === node))
    if (!unit) return unknown('the node has no k3s or k3s-agent unit')
    const reason = `${unit.name} is ${stateWords(unit)}`
    return unit.activeState === 'active'
      ? pass()
      : fail(reason, { evidence: [because(unit, reason)] })
  },
})
