import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { placeElsewhere } from '../placement.ts'

export const podsCanRunElsewhere = defineCheck({
  id: 'pods-can-run-elsewhere',
  title: 'another node to take the pods of this one',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Another node can take the pods of this one',
    meaning:
      'Some pods ask for this very node (`nodeSelector`), or no other node takes pods at all. Such a pod stays Pending until this node is back. Affinity and tolerations are not looked at.',
    next: 'Give another node the label that they ask for.',
    accepting: 'They stay Pending until this node is back.',
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector',
    ],
  },

  ask({ nodes, pods }, { node = '', now }) {
    const placements = placeElsewhere(node, { nodes, pods }, now)
    const [first] = placements
    if (!first) return pass('nothing has to move')
    if (first.outcome.kind === 'lacks' && first.outcome.what === 'node') {
      const reason = `no other node takes pods: all ${placements.length} pods of ${node} wait for it`
      return fail(reason, { subject: `node/${node}`, evidence: [because(first.pod, reason)] })
    }
    const waiting = placements.flatMap(({ pod, outcome }): Verdict[] => {
      const name = `${pod.namespace}/${pod.name}`
      const asks = Object.entries(pod.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`)
      const subject = `pod/${name}`
      if (outcome.kind === 'unknown' && asks.length > 0)
        return [
          unknown(`${name} asks for ${asks.join(', ')}; who else has it is not known`, { subject }),
        ]
      if (outcome.kind !== 'lacks' || outcome.what !== 'label') return []
      const reason = `${name} asks for ${asks.join(', ')}, which no other node offers now`
      return [fail(reason, { subject, evidence: [because(pod, reason)] })]
    })
    return waiting.length > 0 ? waiting : pass()
  },
})
