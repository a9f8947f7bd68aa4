import { nodePreparation, units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf } from '../k3s-unit.ts'

export const k3sIsAbsent = defineCheck({
  id: 'k3s-is-absent',
  title: 'K3s to be gone from this board',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { units, nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s is uninstalled from the board',
    meaning:
      'The board has no unit of K3s and no authority of a cluster any more: it is as before it joined, and may join another one.',
    next: 'See what the script says on the board: `k3s-uninstall.sh` or `k3s-agent-uninstall.sh`.',
    references: ['https://docs.k3s.io/installation/uninstall'],
  },

  ask({ units, nodePreparation }, { node }) {
    const prepared = nodePreparation.find((one) => one.node === node)
    if (!prepared) return unknown('the node did not say what is installed on it')
    const unit = k3sUnitOf(units.filter((candidate) => candidate.node === node))
    const reason = unit ? `${unit.name} is still there` : 'its files are still there'
    if (!unit && prepared.clusterAuthority === undefined) return pass()
    return fail(reason, { evidence: [because(unit ?? prepared, reason)] })
  },
})
