import { nodeContainers, units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'
import { wishedWords } from '../wished-words.ts'

export const k3sIsStoppedOnNodes = defineCheck({
  id: 'k3s-is-stopped-on-nodes',
  title: 'K3s and its containers to be stopped on these nodes',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { units, nodeContainers },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s and its containers are stopped on these nodes',
    meaning:
      'On each of the nodes the unit k3s or k3s-agent is not active, and no container of K3s runs any more.',
    next: '`bramble service status NODE` and `bramble resume`.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units, nodeContainers }, { wish }) {
    return wishedWords(wish, 'nodes').map((name): Verdict => {
      const subject = `node/${name}`
      const unit = k3sUnitOf(units.filter((candidate) => candidate.node === name))
      const containers = nodeContainers.find((candidate) => candidate.node === name)
      if (!unit || !containers) return unknown('the node did not say what runs on it', { subject })
      const hasStopped = unit.activeState === 'inactive' || unit.activeState === 'failed'
      if (hasStopped && containers.running === 0) return pass(undefined, subject)
      const reason = hasStopped
        ? `${containers.running} containers of K3s run on ${name}`
        : `${unit.name} on ${name} is ${stateWords(unit)}`
      return fail(reason, { subject, evidence: [because(unit, reason)] })
    })
  },
})
