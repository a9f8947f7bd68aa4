import { datastore, nodePreparation, units } from '#src/model/facts/node.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf, stateWords } from '../k3s-unit.ts'
import { wishedWords } from '../wished-words.ts'

export const serverHasAuthority = defineCheck({
  id: 'server-has-authority',
  title: 'the server to run with the restored datastore and its authority',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodePreparation, units, datastore },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The server runs with the restored datastore',
    meaning:
      'A backup brings the authority that the cluster’s certificates come from. The server has it once the backup is its datastore.',
    next: '`bramble logs NODE --unit k3s` says how far it came; `bramble resume` goes on.',
    references: [
      'https://docs.k3s.io/cli/etcd-snapshot',
      'https://docs.k3s.io/datastore/backup-restore',
    ],
  },

  ask({ nodePreparation, units, datastore }, { node, wish }) {
    const [authority = ''] = wishedWords(wish, 'authority')
    const [kind = ''] = wishedWords(wish, 'datastore')
    const found = nodePreparation.find((one) => one.node === node)
    const unit = k3sUnitOf(units.filter((one) => one.node === node))
    if (!found || !unit) return unknown('the server does not answer')
    if (found.clusterAuthority !== authority) return fail('it has another authority')
    const has = datastore.find((one) => one.node === node)?.kind
    if (has === undefined) return unknown('the server did not say what its datastore is')
    if (has !== kind) return fail(`its datastore is ${has}, not ${kind}`)
    return unit.activeState === 'active' ? pass() : fail(`${unit.name} is ${stateWords(unit)}`)
  },
})
