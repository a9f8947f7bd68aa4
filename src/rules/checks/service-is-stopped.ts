import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'

const stopped = new Set(['inactive', 'failed'])

export const serviceIsStopped = defineCheck({
  id: 'service-is-stopped',
  title: 'K3s to be stopped on this node',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { units },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s is stopped on the node',
    meaning:
      'systemd shows the unit k3s or k3s-agent of the node as inactive. Its containers run on: only the unit has ended.',
    next: '`bramble service stop NODE`',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units }, { node }) {
    const unit = k3sUnitOf(units.filter((candidate) => candidate.node === node))
    if (!unit) return unknown('the node has no k3s or k3s-agent unit')
    const reason = `${unit.name} is ${stateWords(unit)}`
    return stopped.has(unit.activeState)
      ? pass()
      : fail(reason, { evidence: [because(unit, reason)] })
  },
})
