import { trends } from '#src/model/facts/trends.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { recurring } from '../../words/recurring.ts'

export default defineSymptom({
  id: 'pod-restarting-for-days',
  title: "A pod's containers end and are started again, day after day",
  severity: 'info',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends },
  rivals: [],
  decides: 'kubectl -n {namespace} logs {pod} --previous --tail=50',
  remedy: 'read-pod-words',
  docs: {
    meaning:
      'The restarts that the kubelet counts for this pod rose on three days or more of the last fortnight, by the figures that Bramble keeps of each look. It need not fail at this moment. The five pods with the most are told. Restarts of its node count too.',
    impact:
      'The application is away for a moment each time, and for longer each time it comes soon after another.',
    diagnosis:
      '`kubectl -n {namespace} describe pod {pod}` gives the last state: OOMKilled is its memory limit, a failed liveness probe is an event, any other exit code is its own. `kubectl -n {namespace} logs {pod} --previous --tail=50` has its last words.',
    mitigation:
      'Remove what its last state names: raise the limit or mend the leak, give the probe more time, correct the setting.',
    references: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/'],
  },

  match: ({ trends }) => recurring(trends, { series: 'pod-restarts', words: 'restarted' }),
})
