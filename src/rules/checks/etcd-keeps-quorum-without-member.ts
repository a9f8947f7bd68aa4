import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, notApplicable, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { membershipOf, quorumOf } from '../etcd-members.ts'

export const etcdKeepsQuorumWithoutMember = defineCheck({
  id: 'etcd-keeps-quorum-without-member',
  title: 'etcd to keep its quorum when this member is gone for good',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'etcd keeps quorum after a member is removed',
    meaning:
      'Removing a member is a write: more than half of the members have to answer now, and more than half of those that are left afterwards. Two of three that answer are not enough to give one away: of the two members that are left one would be down, and the datastore with it.',
    next: 'Bring the other server back, or put a new board in its place first: `bramble replace NODE`.',
    references: ['https://docs.k3s.io/datastore/ha-embedded', 'https://etcd.io/docs/v3.6/faq/'],
  },

  ask({ nodes }, { node = '', now }) {
    const found = membershipOf(node, nodes, now)
    if (!found) return notApplicable('the node is no member of etcd')
    const { own, members, ownAnswers, othersAnswer } = found
    // That nobody else answers for the API is asked by itself.
    if (members === 1) return notApplicable('etcd has one member only')
    const answerNow = othersAnswer + (ownAnswers ? 1 : 0)
    const neededNow = quorumOf(members)
    const neededThen = quorumOf(members - 1)
    if (answerNow >= neededNow && othersAnswer >= neededThen) return pass()
    const reason =
      answerNow < neededNow
        ? `${answerNow} of ${members} etcd members answer; ${neededNow} are needed to take one out`
        : `without ${node}, ${othersAnswer} of ${members - 1} etcd members answer; ${neededThen} are needed`
    return fail(reason, { subject: `quorum/${node}`, evidence: [because(own, reason)] })
  },
})
