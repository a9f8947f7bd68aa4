import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { mustLeave } from '../moving-pods.ts'
import { whyNotReady } from '../ready-nodes.ts'

export const nodeEndsItsPods = defineCheck({
  id: 'node-ends-its-pods',
  title: 'the node to end its pods in order',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node can end its pods in order',
    meaning:
      'An eviction only marks a pod; the kubelet of its node ends it, and only then its volumes are let go. On a node that is silent the pod stays Terminating, and a drain waits for it in vain.',
    next: '`bramble diagnose` says why the node is silent.',
    accepting:
      'The drain waits for pods that may never end, and stops midway when its time is over.',
    references: [
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
    ],
  },

  ask({ nodes, pods }, { node, now }) {
    const staying = pods.filter((pod) => pod.nodeName === node && mustLeave(pod))
    if (staying.length === 0) return pass()
    const found = nodes.find(({ name }) => name === node)
    if (!found) return unknown('the API server lists no node of this name')
    const why = whyNotReady(found, now)
    if (why === undefined) return pass()
    const reason = `${why}: nobody there ends ${staying.length === 1 ? 'its pod' : `its ${staying.length} pods`}`
    return fail(reason, { evidence: [because(found, why)] })
  },
})
