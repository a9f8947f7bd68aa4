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
    meaning:
      'An emptyDir is deleted with its pod. Most hold caches and scratch files; some programs keep there what they would miss. `kubectl drain` asks for `--delete-emptydir-data`.',
    next: 'Accept it where the files may go: `--accept emptydir/NAMESPACE/POD --reason TEXT`, or all of them: `--accept "emptydir/*"`.',
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
