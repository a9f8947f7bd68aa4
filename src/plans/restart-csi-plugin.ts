import { usageError } from '#src/model/error.ts'
import { pods } from '#src/model/facts/kubernetes.ts'
import { isCsiPlugin } from '#src/rules/csi-plugin.ts'
import { restartCsiPlugin } from '#src/steps/restart-csi-plugin.ts'
import type { Planner } from './draft.ts'
import { nodeOf } from './node-facts.ts'
import { seen } from './seen.ts'

/**
 * One step on one node.
 *
 * @throws usage error `csi-plugin-absent`, and those of `nodeOf`; cluster error `plan-not-seen`
 */
export const planRestartCsiPlugin: Planner = (goal, index) => {
  const { name: node } = nodeOf(goal.target, index)
  const plugin = seen(index, pods).find((pod) => pod.nodeName === node && isCsiPlugin(pod))
  if (plugin?.uid === undefined)
    throw usageError('csi-plugin-absent', `No pod of longhorn-csi-plugin is on ${node}.`, {
      next: `A taint may keep it away: \`kubectl -n longhorn-system describe daemonset longhorn-csi-plugin\`.`,
    })
  const { name: pod, uid } = plugin
  const reason = `volumes are to be mounted on ${node} again`
  return {
    steps: [{ step: restartCsiPlugin, input: { node, pod, uid }, reason }],
    restsOn: [{ fact: `pod/longhorn-system/${pod} on ${node}`, is: uid }],
  }
}
