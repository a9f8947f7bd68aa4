import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { isInstanceManager } from '../moving-pods.ts'

export const instanceManagerRuns = defineCheck({
  id: 'instance-manager-runs',
  title: "Longhorn's instance manager on the node to run",
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: "Longhorn's instance manager runs on the node",
    meaning:
      'All engines and replicas of a node are processes in its instance manager. Without that pod no volume can be attached there and no replica on it is in use.',
    next: '`kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide`',
    references: ['https://longhorn.io/docs/1.12.1/concepts/'],
  },

  ask({ pods }, { node }) {
    const here = pods.filter((pod) => pod.nodeName === node && isInstanceManager(pod))
    const runs = here.some(
      (pod) => pod.phase === 'Running' && pod.ready === true && pod.deletedAt === undefined,
    )
    if (runs) return pass()
    const [first] = here
    if (!first) return fail(`no instance manager is on ${node}`)
    const reason = `${first.name} is ${first.deletedAt === undefined ? 'not ready' : 'Terminating'}`
    return fail(reason, { evidence: [because(first, reason)] })
  },
})
