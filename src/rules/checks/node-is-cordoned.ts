import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsCordoned = defineCheck({
  id: 'node-is-cordoned',
  title: 'node to be cordoned',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node is cordoned',
    meaning: 'A cordoned node takes no new pods (`spec.unschedulable`). A drain begins with it.',
    next: '`bramble uncordon NODE` lets it take pods again.',
    references: ['https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/'],
  },

  ask({ nodes }, { node }) {
    const found = nodes.find((candidate) => candidate.name === node)
    if (!found) return unknown('the API server lists no node of this name')
    const reason = `${found.name} takes new pods`
    return found.unschedulable ? pass() : fail(reason, { evidence: [because(found, reason)] })
  },
})
