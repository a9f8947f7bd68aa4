import { clusterError } from '#src/model/error.ts'
import { isOutOfService, lastBootAnnotation, outOfServiceTaint } from '#src/model/power.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { StepContext } from './define-step.ts'

type Access = Pick<StepContext, 'kube' | 'signal'>

/**
 * Marks a node that is certainly off, with the boot that ended. The node's version makes the patch
 * fail rather than drop a taint that somebody else set meanwhile.
 */
export async function markOutOfService(node: string, { kube, signal }: Access): Promise<void> {
  const found = await getNode(kube, node, { signal })
  if (isOutOfService(found)) return
  const patch = {
    metadata: { annotations: { [lastBootAnnotation]: found.bootId ?? '' } },
    spec: { taints: [...found.taints, outOfServiceTaint] },
  }
  await patchNode(kube, node, patch, { signal, resourceVersion: found.resourceVersion })
}

/**
 * Takes the mark away once the node runs in another boot than the one that ended.
 *
 * @throws cluster error `out-of-service-same-boot` where no new boot is seen, or it is not known
 *   which one ended
 */
export async function clearOutOfService(node: string, { kube, signal }: Access): Promise<void> {
  const found = await getNode(kube, node, { signal })
  const ended = found.annotations[lastBootAnnotation]
  if (!isOutOfService(found) && ended === undefined) return
  if (isOutOfService(found) && !hasBootedSince(ended, found.bootId))
    throw clusterError(
      'out-of-service-same-boot',
      ended === undefined || ended === ''
        ? `Nothing tells from which boot the out-of-service taint of ${node} is.`
        : `${node} shows no new boot yet: the taint stays.`,
      {
        next: `When ${node} certainly runs anew: \`kubectl taint nodes ${node} ${outOfServiceTaint.key}-\`.`,
      },
    )
  const taints = found.taints.filter(({ key }) => key !== outOfServiceTaint.key)
  const patch = {
    metadata: { annotations: { [lastBootAnnotation]: null } },
    spec: { taints: taints.length > 0 ? taints : null },
  }
  await patchNode(kube, node, patch, { signal, resourceVersion: found.resourceVersion })
}

function hasBootedSince(ended: string | undefined, now: string | undefined): boolean {
  return ended !== undefined && ended !== '' && now !== undefined && now !== ended
}
