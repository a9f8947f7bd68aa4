import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole } from '../moving-pods.ts'

export const podsComeBack = defineCheck({
  id: 'pods-come-back',
  title: 'each pod to have a controller that starts it again',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Each pod has a controller that starts it again',
    meaning: 'A pod that nothing controls is deleted by an eviction, and nobody makes it again.',
    next: 'Keep its manifest, or let a Deployment run it.',
    accepting: 'Such a pod is gone for good.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods'],
  },

  ask({ pods }, { node }) {
    const bare = pods
      .filter((pod) => pod.nodeName === node && drainRole(pod) === 'evict' && !pod.owner)
      .map((pod): Verdict => {
        const reason = `${pod.namespace}/${pod.name} has no controller: evicted, it is gone`
        const subject = `pod/${pod.namespace}/${pod.name}`
        return fail(reason, { subject, evidence: [because(pod, reason)] })
      })
    return bare.length > 0 ? bare : pass()
  },
})
