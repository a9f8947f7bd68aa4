import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { mustLeave } from '../moving-pods.ts'

export const volumeUsersComeBack = defineCheck({
  id: 'volume-users-come-back',
  title: 'each pod that uses a volume to be started again by something',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Each pod with a volume is started again by a controller',
    meaning:
      'Before everything stops, pods that use a volume are deleted, so that the volume is let go. Their Deployment, StatefulSet or Job makes them again afterwards; a bare pod is not made again by anything.',
    next: 'Note its manifest first: `kubectl -n NAMESPACE get pod NAME -o yaml`.',
    accepting: 'Nothing starts that pod again after the stop.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/'],
  },

  ask({ pods }) {
    const bare = pods
      .filter((pod) => (pod.claims?.length ?? 0) > 0 && !pod.owner && mustLeave(pod))
      .map((pod): Verdict => {
        const name = `${pod.namespace}/${pod.name}`
        const reason = `${name} uses a volume and belongs to nothing that starts it again`
        return fail(reason, { subject: `pod/${name}`, evidence: [because(pod, reason)] })
      })
    return bare.length > 0 ? bare : pass()
  },
})
