import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'

const settledSeconds = 600

export const k3sUnitIsStable = defineCheck({
  id: 'k3s-unit-is-stable',
  title: 'K3s unit to run without restarting',
  scope: 'node',
  severity: 'warning',
  reads: { units },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s does not restart again and again',
    meaning:
      'systemd counts how often it had to start k3s or k3s-agent again. K3s exits by design when it loses its leader lease, so a restart is a symptom: of a slow datastore most often.',
    next: '`bramble logs NODE --unit k3s --grep level=fatal` shows its last words.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units }, { now }) {
    const unit = k3sUnitOf(units)
    if (!unit) return unknown('the node has no k3s or k3s-agent unit')
    const state = `${unit.name} is ${stateWords(unit)}`
    if (unit.activeState !== 'active')
      return fail(state, { severity: 'critical', evidence: [because(unit, state)] })
    const runsSeconds =
      unit.activeSince === undefined ? undefined : (now - Date.parse(unit.activeSince)) / 1000
    if (unit.restarts && (runsSeconds === undefined || runsSeconds < settledSeconds)) {
      const reason = `${unit.name} was restarted ${unit.restarts} times${runsSeconds === undefined ? '' : `, last ${Math.round(runsSeconds / 60)} min ago`}`
      return fail(reason, { evidence: [because(unit, reason)] })
    }
    return pass()
  },
})
