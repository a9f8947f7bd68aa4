import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { cordonAnnotation } from '#src/model/isolation.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { StepContext } from './define-step.ts'

/** What Bramble cordons a node for; it takes back its own alone, and each by its own goal. */
const ours = ['drain', 'stop'] as const
export const Cordon = z.enum([...ours, 'theirs', 'none'])
export type Cordon = z.infer<typeof Cordon>

type Access = Pick<StepContext, 'kube' | 'signal' | 'say'>

export async function cordonOf(
  node: string,
  { kube, signal }: Omit<Access, 'say'>,
): Promise<Cordon> {
  const { unschedulable, annotations } = await getNode(kube, node, { signal })
  if (!unschedulable) return 'none'
  return ours.find((one) => one === annotations[cordonAnnotation]) ?? 'theirs'
}

/**
 * Makes a node take pods or not. Asks first, so that what is so already needs no change, and whose
 * cordon it is stays as it was.
 */
export async function setCordon(
  node: string,
  cordon: Cordon,
  { kube, signal, say }: Access,
): Promise<void> {
  const before = await getNode(kube, node, { signal })
  const cordoned = cordon !== 'none'
  if (before.unschedulable === cordoned) return
  // Null removes the field, as `kubectl uncordon` does.
  const patch = {
    metadata: { annotations: { [cordonAnnotation]: ours.find((one) => one === cordon) ?? null } },
    spec: { unschedulable: cordoned ? true : null },
  }
  const after = await patchNode(kube, node, patch, { signal })
  if (after.unschedulable !== cordoned)
    throw clusterError(
      'cordon-without-effect',
      `The API server took the change of ${node}, but it is ${after.unschedulable ? 'still' : 'not'} cordoned.`,
      { next: `Something changes it back: look at \`kubectl get node ${node} -o yaml\`.` },
    )
  say(cordoned ? `${node} is cordoned` : `${node} takes pods again`)
}
