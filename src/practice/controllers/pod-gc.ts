import { conditionOf, nodeNamed, type PodObject, podsOf, removeSame } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'
import type { Controller } from './controller.ts'

/**
 * The pod garbage collector ends what no kubelet will: pods of a Node that is gone, and those that
 * end on a node marked out of service. After pkg/controller/podgc/gc_controller.go.
 */
export const podCollection: Controller<{ readonly store: PracticeStore; readonly now: number }> = {
  name: 'pod-garbage-collection',
  step({ store, now }) {
    if (Math.round(now / 1000) % everySeconds !== 0) return
    for (const pod of podsOf(store)) if (isOrphan(store, pod)) removeSame(store, pod)
  },
}

const everySeconds = 20

function isOrphan(store: PracticeStore, { spec, metadata }: PodObject): boolean {
  if (spec.nodeName === undefined) return metadata.deletionTimestamp !== undefined
  const node = nodeNamed(store, spec.nodeName)
  if (!node) return true
  const isReady = conditionOf(node.status.conditions, 'Ready')?.status === 'True'
  return metadata.deletionTimestamp !== undefined && !isReady && isOutOfService(node.spec.taints)
}

function isOutOfService(taints: readonly { readonly key: string }[] = []): boolean {
  return taints.some(({ key }) => key === 'node.kubernetes.io/out-of-service')
}
