import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const nodeHasPrograms = defineCheck({
  id: 'node-has-programs',
  title: 'programs to be on the node that Longhorn calls',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node has the programs that Longhorn calls (iSCSI, NFS)',
    meaning:
      'Longhorn attaches its volumes with the node’s own iSCSI initiator, and mounts shared ones with its NFS client.',
    next: '`apt-get install open-iscsi nfs-common` on the node.',
    references: ['https://longhorn.io/docs/1.12.1/deploy/install/'],
  },

  ask({ nodePreparation }, { node, wish }) {
    const found = nodePreparation.find((one) => one.node === node)
    if (!found) return unknown('the node did not say which programs it has')
    const wanted = wishedWords(wish, 'programs')
    const missing = wanted.filter((program) => !found.programs.includes(program))
    if (missing.length === 0) return pass()
    const reason = `${node} lacks ${missing.join(' and ')}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
