import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'
import { wishedWords } from '../wished-words.ts'

export const k3sRunsOnNodes = defineCheck({
  id: 'k3s-runs-on-nodes',
  title: 'K3s to run on these nodes',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { units },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s runs on these nodes',
    meaning:
      'On each of the nodes systemd shows the unit k3s or k3s-agent as active. Of several servers none gets there before more than half of them have started: etcd waits for its quorum.',
    next: '`bramble logs NODE --unit k3s` shows why it does not start.',
    references: ['https://docs.k3s.io/datastore/ha-embedded'],
  },

  ask({ units }, { wish }) {
    return wishedWords(wish, 'nodes').map((name): Verdict => {
      const subject = `node/${name}`
      const unit = k3sUnitOf(units.filter((candidate) => candidate.node === name))
      if (!unit) return unknown('the node has no k3s or k3s-agent unit', { subject })
      const reason = `${unit.name} on ${name} is ${stateWords(unit)}`
      return unit.activeState === 'active'
        ? pass(undefined, subject)
        : fail(reason, { subject, evidence: [because(unit, reason)] })
    })
  },
})
