import { nodes } from '#src/model/facts/kubernetes.ts'
import { cordonAnnotation } from '#src/model/isolation.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { cordonedSince, cordonLeftMilliseconds } from '../cordon.ts'
import { defineCheck } from '../define-check.ts'

export const nodeIsNotCordoned = defineCheck({
  id: 'node-is-not-cordoned',
  title: 'no cordon to be left on the node',
  scope: 'node',
  severity: 'warning',
  reads: { nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No cordon is left on the node',
    meaning:
      'A cordoned node (`SchedulingDisabled` in `kubectl get nodes`) takes no new pods. Within the first hour, and while the cluster is stopped, that is only said; later it is a warning: somebody may have forgotten it.',
    next: 'Ask whether somebody is at work there; `bramble uncordon NODE` lets it take pods again.',
    references: [
      'https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unschedulable',
    ],
  },

  ask({ nodes }, { node, now }) {
    const found = nodes.find((candidate) => candidate.name === node)
    if (!found) return unknown('the API server lists no node of this name')
    if (!found.unschedulable) return pass()
    const since = cordonedSince(found)
    const isStopped = found.annotations?.[cordonAnnotation] === 'stop'
    const isOld = since !== undefined && now - Date.parse(since) >= cordonLeftMilliseconds
    const words = ['cordoned', ...(since ? [`since ${since}`] : [])].join(' ')
    const reason = `${words}${isStopped ? ', with the cluster stopped' : ''}: it takes no new pods`
    return fail(reason, {
      severity: isOld && !isStopped ? 'warning' : 'info',
      evidence: [because(found, `${found.name} is ${words}`)],
    })
  },
})
