import * as z from 'zod'
import { pods } from '#src/model/facts/kubernetes.ts'
import { boardBelongsToNode } from '#src/rules/checks/board-belongs-to-node.ts'
import { containersAreGone } from '#src/rules/checks/containers-are-gone.ts'
import { serviceIsStopped } from '#src/rules/checks/service-is-stopped.ts'
import { dataGate, defineStep, type StepContext } from './define-step.ts'
import { actOnUnit, type UnitOnNode, unitBefore, unitNow, unitOnNode } from './k3s-unit.ts'
import { killall, killallMilliseconds, refuseLiveVolumes } from './killall.ts'
import { emptyNodeGates, goneGates } from './node-gates.ts'

const itself = dataGate(boardBelongsToNode)

/**
 * Stops K3s and ends its containers. For a drained node: what is left there belongs to DaemonSets,
 * and to Longhorn, whose replicas on this node stand still from then on.
 */
export const endContainers = defineStep({
  id: 'end-containers',
  title: ({ node }) => `Stop K3s and all its containers on ${node}`,
  input: z.object({
    ...unitOnNode,
    /** Whether it comes back: what stands there alone is then away, and else gone. */
    leaving: z.enum(['drain', 'remove']),
  }),
  reads: { pods },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [...emptyNodeGates, ...goneGates, itself],
  requiresFor: ({ leaving }) => [...(leaving === 'drain' ? emptyNodeGates : goneGates), itself],
  verify: [serviceIsStopped, containersAreGone],

  preview: ({ node, unit }, { pods }) => [
    `refuse where a volume is attached to ${node} or mounted there`,
    `systemctl stop ${unit} on ${node}`,
    `k3s-killall.sh on ${node}: ${left(node, pods)} end, and so does its pod network`,
    `replicas of Longhorn on ${node} stand still; after 10 minutes others are built elsewhere`,
  ],

  remembered: unitBefore,
  remember: unitNow,
  apply: endAll,
  async undo(input, { active }, context) {
    if (active) await actOnUnit('start', input, context)
  },
})

/**
 * Stops K3s and ends its containers on one node.
 *
 * @throws cluster error `node-program-failed` where a volume is still in use there
 */
export async function endAll(on: UnitOnNode, context: StepContext): Promise<void> {
  const shell = context.node(on.node)
  await shell.run(refuseLiveVolumes)
  await actOnUnit('stop', on, context)
  await shell.run(killall, [], { timeoutMilliseconds: killallMilliseconds })
  context.say(`no container of K3s runs on ${on.node}`)
}

function left(
  node: string,
  pods: readonly { nodeName?: string | undefined; owner?: { kind: string } | undefined }[],
): string {
  const staying = pods.filter((pod) => pod.nodeName === node && pod.owner?.kind === 'DaemonSet')
  return `the pods of ${staying.length} DaemonSets`
}
