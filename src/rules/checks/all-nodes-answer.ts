import { nodePreparation } from '#src/model/facts/node.ts'
import { pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const allNodesAnswer = defineCheck({
  id: 'all-nodes-answer',
  title: 'every node to answer as root',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Every node answers over SSH as root',
    meaning:
      'A node that does not answer runs on as part of the cluster that is to end: its pods would write beside those of the restored one. A server among them would bring the old datastore back.',
    next: 'Give it power and SSH again, or take it out of bramble.yaml once its power is proven off.',
    references: ['https://docs.k3s.io/cli/etcd-snapshot'],
  },

  ask({ nodePreparation }, { wish }) {
    return wishedWords(wish, 'nodes').map((name) => {
      const found = nodePreparation.find(({ node }) => node === name)
      const subject = `node/${name}`
      if (!found) return unknown('it does not answer', { subject })
      return found.root ? pass(undefined, subject) : unknown('sudo wants a password', { subject })
    })
  },
})
