import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const boardIsNoMember = defineCheck({
  id: 'board-is-no-member',
  title: 'the board to belong to no cluster yet',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The board belongs to no cluster yet',
    meaning:
      'A board on which K3s has run holds pods, and perhaps the last copy of a volume. It is not started anew, and K3s is not installed over what is there, as if it were empty.',
    next: '`bramble drain NODE` first, and then restart it; to start over, uninstall K3s there.',
    references: ['https://docs.k3s.io/installation/uninstall'],
  },

  ask({ nodePreparation }, { node, besides = [], wish }) {
    const boards = node === undefined ? wishedWords(wish, 'nodes') : [node, ...besides]
    return boards.map((board) => {
      const found = nodePreparation.find((one) => one.node === board)
      const subject = `node/${board}`
      if (!found) return unknown('the node did not say whether K3s was there', { subject })
      if (!found.root) return unknown('sudo wants a password there', { subject })
      if (found.clusterAuthority === undefined) return pass(undefined, subject)
      const reason = `${board} belongs to a cluster already`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
