import { amend, nodesOf } from '../kubernetes/shapes.ts'
import type { PracticeStore } from '../kubernetes/store.ts'

const remove = 'etcd.k3s.cattle.io/remove'
const removed = 'etcd.k3s.cattle.io/removed-node-name'

/**
 * A server whose Node asks for it leaves etcd, and its Node says so
 * (https://docs.k3s.io/datastore/ha-embedded, k3s-io/k3s pkg/etcd/member_controller.go).
 */
export function removeOnRequest(store: PracticeStore): void {
  for (const node of nodesOf(store)) {
    const annotations = node.metadata['annotations'] as Record<string, string> | undefined
    if (annotations?.[remove] !== 'true' || annotations[removed] !== undefined) continue
    const kept = Object.entries(annotations).filter(([key]) => key !== remove)
    const name = `${node.metadata.name}-1f2e3d4c`
    amend(store, node, (one) => ({
      ...one,
      metadata: { ...one.metadata, annotations: { ...Object.fromEntries(kept), [removed]: name } },
    }))
  }
}
