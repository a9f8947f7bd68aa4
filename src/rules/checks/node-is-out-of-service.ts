import { nodes } from '#src/model/facts/kubernetes.ts'
import { isOutOfService } from '#src/model/power.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsOutOfService = defineCheck({
  id: 'node-is-out-of-service',
  title: 'node to be marked out of service',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node has the out-of-service taint',
    meaning:
      'The taint `node.kubernetes.io/out-of-service` tells Kubernetes that the node is certainly off: its pods are deleted by force and their volumes are given to other nodes.',
    next: '`bramble power-on NODE` takes it away after a new boot.',
    references: [
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
    ],
  },

  ask({ nodes }, { node }) {
    const found = nodes.find((one) => one.name === node)
    if (!found) return unknown('the API server lists no node of this name')
    const reason = 'it has no out-of-service taint'
    return isOutOfService(found) ? pass() : fail(reason, { evidence: [because(found, reason)] })
  },
})
