import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { persistentVolumes, pods } from '#src/model/facts/kubernetes.ts'

type Pod = z.infer<typeof pods.schema> & Origin
type PersistentVolume = z.infer<typeof persistentVolumes.schema> & Origin

/**
 * Bound volumes that lie in a folder of this node (local-path, local, hostPath). A volume without
 * node affinity lies wherever the pod that uses it runs.
 *
 * @param leaving the pods that leave the node
 */
export function localVolumesOf(
  node: string,
  volumes: readonly PersistentVolume[],
  leaving: readonly Pod[],
): readonly PersistentVolume[] {
  return volumes.filter((volume) => {
    if (volume.localPath === undefined || volume.phase !== 'Bound') return false
    const { nodeNames = [] } = volume
    return nodeNames.length > 0
      ? nodeNames.includes(node)
      : leaving.some((pod) => usesVolume(pod, volume))
  })
}

export function usesVolume(
  { namespace, claims }: Pod,
  { claimNamespace, claimName }: PersistentVolume,
): boolean {
  return namespace === claimNamespace && (claims?.includes(claimName ?? '') ?? false)
}
