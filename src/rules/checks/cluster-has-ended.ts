import { nodeContainers, units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'
import { wishedWords } from '../wished-words.ts'

export const clusterHasEnded = defineCheck({
  id: 'cluster-has-ended',
  title: 'K3s and its containers to have ended on every node',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { units, nodeContainers },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s and its containers are stopped on every node',
    meaning:
      'Neither K3s nor any container of it runs on the nodes, and K3s does not start there at a boot.',
    next: '`bramble resume` ends them again; `bramble undo` starts K3s as it was.',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units, nodeContainers }, { wish }) {
    return wishedWords(wish, 'nodes').map((name): Verdict => {
      const subject = `node/${name}`
      const running = nodeContainers.find(({ node }) => node === name)?.running
      const unit = k3sUnitOf(units.filter(({ node }) => node === name))
      if (running === undefined) return unknown('the node does not answer', { subject })
      if (unit && unit.activeState !== 'inactive' && unit.activeState !== 'failed') {
        const reason = `${unit.name} is ${stateWords(unit)}`
        return fail(reason, { subject, evidence: [because(unit, reason)] })
      }
      if (unit?.unitFileState === 'enabled')
        return fail(`${unit.name} would start at a boot`, { subject })
      return running === 0
        ? pass(undefined, subject)
        : fail(`${running} containers run`, { subject })
    })
  },
})
