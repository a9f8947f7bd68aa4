import { pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole } from '../moving-pods.ts'

export const podsKeepNoLocalData = defineCheck({
  id: 'pods-keep-no-local-data',
  title: 'no pod to keep files in an emptyDir on disk',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No pod keeps files in an emptyDir on disk',
    meaning:
      'An emptyDir is deleted with its pod. Most hold caches and scratch files; some programs keep there what they would miss. `kubectl drain` asks for `--delete-emptydir-data`.',
    next: 'See what its program keeps there, and save what you would miss: `kubectl -n NAMESPACE exec POD -- ls PATH`.',
    accepting: 'The files in these emptyDir volumes are lost.',
    references: ['https://kubernetes.io/docs/concepts/storage/volumes/#emptydir'],
  },

  ask({ pods }, { node }) {
    const keeping = pods.flatMap((pod): Verdict[] => {
      const { emptyDirs = [] } = pod
      if (pod.nodeName !== node || drainRole(pod) !== 'evict' || emptyDirs.length === 0) return []
      const name = `${pod.namespace}/${pod.name}`
      const reason = `${name} loses what is in its emptyDir ${emptyDirs.join(', ')}`
      return [fail(reason, { subject: `emptydir/${name}`, evidence: [because(pod, reason)] })]
    })
    return keeping.length > 0 ? keeping : pass()
  },
})
