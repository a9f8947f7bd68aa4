import { nodes } from '#src/model/facts/kubernetes.ts'
import { cordonAnnotation } from '#src/model/isolation.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const stopCordonsAreLifted = defineCheck({
  id: 'stop-cordons-are-lifted',
  title: 'no cordon of the stop to be left',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No cordon of `bramble stop` is left',
    meaning:
      'While a cluster is stopped each node bears a cordon that says so: the annotation `bramble/cordoned` is `stop`. With it gone, what waits for a node starts.',
    next: '`bramble start`, or `bramble uncordon NODE` for one of them.',
    references: ['https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/'],
  },

  ask({ nodes }) {
    const held = nodes
      .filter(({ unschedulable, annotations }) => {
        return unschedulable && annotations?.[cordonAnnotation] === 'stop'
      })
      .map((node): Verdict => {
        const reason = `${node.name} is cordoned since the cluster was stopped`
        return fail(reason, { subject: `node/${node.name}`, evidence: [because(node, reason)] })
      })
    return held.length > 0 ? held : pass()
  },
})
