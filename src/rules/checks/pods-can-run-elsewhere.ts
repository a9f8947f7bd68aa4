import { nodes, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole } from '../moving-pods.ts'
import { type NodeFact, takesPods } from '../ready-nodes.ts'

export const podsCanRunElsewhere = defineCheck({
  id: 'pods-can-run-elsewhere',
  title: 'another node to take the pods of this one',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodes, pods },
  staleAfterSeconds: 60,
  docs: {
    meaning:
      'Some pods ask for this very node (`nodeSelector`), or no other node takes pods at all. Such a pod stays Pending until this node is back. Affinity and tolerations are not looked at.',
    next: 'Accept that they wait, or give another node the label that they ask for.',
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector',
    ],
  },

  ask({ nodes, pods }, { node = '', now }) {
    const others = nodes.filter((other) => other.name !== node && takesPods(other, now))
    const leaving = pods.filter((pod) => pod.nodeName === node && drainRole(pod) === 'evict')
    const [first] = leaving
    if (!first) return pass('nothing has to move')
    if (others.length === 0) {
      const reason = `no other node takes pods: all ${leaving.length} pods of ${node} wait for it`
      return fail(reason, { subject: `node/${node}`, evidence: [because(first, reason)] })
    }
    const waiting = leaving.flatMap((pod): Verdict[] => {
      const { nodeSelector = {} } = pod
      const answers = others.map((other) => fits(nodeSelector, other))
      if (answers.includes('yes')) return []
      const subject = `pod/${pod.namespace}/${pod.name}`
      const asks = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`)
      const name = `${pod.namespace}/${pod.name}`
      if (answers.includes('unknown'))
        return [
          unknown(`${name} asks for ${asks.join(', ')}; who else has it is not known`, { subject }),
        ]
      const reason = `${name} asks for ${asks.join(', ')}, which no other node offers now`
      return [fail(reason, { subject, evidence: [because(pod, reason)] })]
    })
    return waiting.length > 0 ? waiting : pass()
  },
})

/** Where the labels were not read, the host name alone is known: it is the node's name in K3s. */
function fits(
  selector: Readonly<Record<string, string>>,
  { name, labels }: NodeFact,
): 'yes' | 'no' | 'unknown' {
  const answers = Object.entries(selector).map(([key, value]) => {
    const has = labels ? labels[key] : key === 'kubernetes.io/hostname' ? name : undefined
    if (has === undefined && !labels) return 'unknown'
    return has === value ? 'yes' : 'no'
  })
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}
