import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, notApplicable, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { whyNotReady } from '../ready-nodes.ts'

export const quorumSurvivesWithoutNode = defineCheck({
  id: 'quorum-survives-without-node',
  title: 'etcd to keep its quorum without this node',
  scope: 'node',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'etcd keeps quorum without this node',
    meaning:
      'etcd goes on while more than half of its members answer. Members are the nodes with the role etcd; each counts while its node is Ready.',
    next: 'Bring the other server back first: `bramble diagnose`.',
    accepting: 'The API and the datastore are away until a server is back.',
    references: ['https://docs.k3s.io/datastore/ha-embedded'],
  },

  ask({ nodes }, { node, now }) {
    const members = nodes.filter((candidate) => candidate.roles.includes('etcd'))
    const own = members.find((member) => member.name === node)
    if (!own) return notApplicable('the node is no member of etcd')
    // Nothing can be kept here: the one member goes with its node. A drain leaves K3s running.
    if (members.length === 1) return notApplicable('etcd has one member only')
    const needed = Math.floor(members.length / 2) + 1
    const others = members.filter(
      (member) => member !== own && whyNotReady(member, now) === undefined,
    )
    if (others.length >= needed) return pass()
    const reason = `without ${node}, ${others.length} of ${members.length} etcd members answer; ${needed} are needed`
    return fail(reason, { subject: `quorum/${node}`, evidence: [because(own, reason)] })
  },
})
