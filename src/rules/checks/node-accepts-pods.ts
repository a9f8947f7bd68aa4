import { nodes } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeAcceptsPods = defineCheck({
  id: 'node-accepts-pods',
  title: 'node to take new pods',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node takes new pods (is uncordoned)',
    meaning: 'The node is not cordoned (`spec.unschedulable` is not set).',
    next: '`bramble uncordon NODE`',
    references: [
      'https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration',
    ],
  },

  ask({ nodes }, { node }) {
    const found = nodes.find((candidate) => candidate.name === node)
    if (!found) return unknown('the API server lists no node of this name')
    const reason = `${found.name} is cordoned`
    return found.unschedulable ? fail(reason, { evidence: [because(found, reason)] }) : pass()
  },
})
