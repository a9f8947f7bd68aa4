import type { PracticeStore } from '../kubernetes/store.ts'
import { takesReplicas } from './nodes.ts'
import { newReplica } from './replicas.ts'
import { replicasOf, storageNodesOf, type VolumeObject } from './shapes.ts'

/**
 * A healthy volume of `best-effort` gets a replica where it is attached, one more than is wanted
 * until that one is whole; then another one goes.
 * After controller/volume_controller.go of longhorn-manager 1.12 (replenishReplicas).
 */
export function keepReplicaNear(store: PracticeStore, volume: VolumeObject): void {
  const { spec, status } = volume
  if (spec['dataLocality'] !== 'best-effort' || status.robustness !== 'healthy') return
  const here = status.currentNodeID
  const node = storageNodesOf(store).find(({ metadata }) => metadata.name === here)
  if (!node || !takesReplicas(store, node, Number(spec.size))) return
  const replicas = replicasOf(store, volume.metadata.name)
  if (replicas.length > spec.numberOfReplicas || isNear(replicas, here)) return
  store.put(newReplica(volume, here))
}

function isNear(replicas: ReturnType<typeof replicasOf>, node: string): boolean {
  return replicas.some(({ spec }) => spec.nodeID === node)
}

/** The one replica of a `strict-local` volume is where its program is, or the volume is not attached. */
export function mayAttachAt(store: PracticeStore, { spec, metadata }: VolumeObject, node: string) {
  return spec['dataLocality'] !== 'strict-local' || isNear(replicasOf(store, metadata.name), node)
}
