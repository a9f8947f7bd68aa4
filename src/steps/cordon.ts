import { clusterError } from '#src/model/error.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { StepContext } from './define-step.ts'

/** Makes a node take pods or not. Asks first, so that what is so already needs no change. */
export async function setCordon(
  node: string,
  cordoned: boolean,
  { kube, signal, say }: Pick<StepContext, 'kube' | 'signal' | 'say'>,
): Promise<void> {
  const before = await getNode(kube, node, { signal })
  if (before.unschedulable === cordoned) return
  // Null removes the field, as `kubectl uncordon` does.
  const patch = { spec: { unschedulable: cordoned ? true : null } }
  const after = await patchNode(kube, node, patch, { signal })
  if (after.unschedulable !== cordoned)
    throw clusterError(
      'cordon-without-effect',
      `The API server took the change of ${node}, but it is ${after.unschedulable ? 'still' : 'not'} cordoned.`,
      { next: `Something changes it back: look at \`kubectl get node ${node} -o yaml\`.` },
    )
  say(cordoned ? `${node} is cordoned` : `${node} takes pods again`)
}
