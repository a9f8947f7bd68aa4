import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole, mustLeave } from '../moving-pods.ts'

export const nodeRunsOnlyDaemonSets = defineCheck({
  id: 'node-runs-only-daemon-sets',
  title: 'node to run nothing but DaemonSets',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Only pods of DaemonSets are left on the node',
    meaning:
      "All that is left on a drained node are pods of DaemonSets, the kubelet's own static pods, and pods that have ended. A pod that is still Terminating is not gone: its volumes are in use.",
    next: '`bramble drain NODE` moves them. A pod that stays Terminating waits for a finalizer, a volume or its own grace period: `kubectl -n NAMESPACE describe pod POD`.',
    accepting: 'Their containers run on, and nothing watches over them until K3s runs again.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/'],
  },

  ask({ pods }, { node }) {
    const here = pods.filter((pod) => pod.nodeName === node)
    const left = here.filter(mustLeave).map((pod): Verdict => {
      const word = drainRole(pod) === 'leaving' ? 'is still Terminating' : 'still runs'
      const reason = `${pod.namespace}/${pod.name} ${word} on ${node}`
      const subject = `pod/${pod.namespace}/${pod.name}`
      return fail(reason, { subject, evidence: [because(pod, reason)] })
    })
    return left.length > 0 ? left : pass(`${here.length} pods stay`)
  },
})
