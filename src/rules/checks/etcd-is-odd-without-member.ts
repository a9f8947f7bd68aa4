import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, notApplicable, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { membershipOf } from '../etcd-members.ts'

export const etcdIsOddWithoutMember = defineCheck({
  id: 'etcd-is-odd-without-member',
  title: 'etcd to have an odd number of members afterwards',
  scope: 'node',
  severity: 'info',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'etcd has an odd number of members after the removal',
    meaning:
      'Of two members both are needed, of four three: an even number survives no more losses than one member fewer, and has one more that can fail.',
    next: 'Put another server in its place: add one to bramble.yaml, then `bramble up`.',
    references: ['https://docs.k3s.io/datastore/ha-embedded', 'https://etcd.io/docs/v3.6/faq/'],
  },

  ask({ nodes }, { node = '', now }) {
    const found = membershipOf(node, nodes, now)
    if (!found || found.members === 1) return notApplicable('no member is left out of several')
    const left = found.members - 1
    if (left % 2 === 1) return pass()
    const reason = `etcd is left with ${left} members: ${left === 2 ? 'it then survives no loss' : `it survives no more losses than with ${left - 1}`}`
    return fail(reason, { subject: `quorum/${node}`, evidence: [because(found.own, reason)] })
  },
})
