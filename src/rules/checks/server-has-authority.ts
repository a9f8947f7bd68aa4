import { nodePreparation, units } from '#src/model/facts/node.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'
import { wishedWords } from '../wished-words.ts'

export const serverHasAuthority = defineCheck({
  id: 'server-has-authority',
  title: 'the server to run with the restored authority',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodePreparation, units },
  staleAfterSeconds: 60,
  docs: {
    meaning:
      'A snapshot brings the authority that the cluster’s certificates come from. The server has it once the snapshot is its datastore.',
    next: '`bramble logs NODE --unit k3s` says how far it came; `bramble resume` goes on.',
    references: ['https://docs.k3s.io/cli/etcd-snapshot'],
  },

  ask({ nodePreparation, units }, { node, wish }) {
    const [authority = ''] = wishedWords(wish, 'authority')
    const found = nodePreparation.find((one) => one.node === node)
    const unit = k3sUnitOf(units.filter((one) => one.node === node))
    if (!found || !unit) return unknown('the server does not answer')
    if (found.clusterAuthority !== authority) return fail('it has another authority')
    return unit.activeState === 'active' ? pass() : fail(`${unit.name} is ${stateWords(unit)}`)
  },
})
