import { amend, type PodObject, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'

const usualGraceSeconds = 30

/** Asks for a pod's end. One on a node waits for its kubelet; one that has none is gone at once. */
export function askToEnd(store: PracticeStore, pod: PodObject): void {
  if (pod.metadata.deletionTimestamp !== undefined) return
  if (pod.spec.nodeName === undefined) {
    removeSame(store, pod)
    return
  }
  const grace = pod.spec.terminationGracePeriodSeconds ?? usualGraceSeconds
  const deletionTimestamp = store.stamp(grace)
  amend(store, pod, (one) => ({
    ...one,
    metadata: { ...one.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace },
  }))
}
