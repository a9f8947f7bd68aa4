import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { isOutOfService, lastBootAnnotation } from '#src/model/power.ts'
import { nodeIsInService } from '#src/rules/checks/node-is-in-service.ts'
import { nodeIsReady } from '#src/rules/checks/node-is-ready.ts'
import { getNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { defineStep, type StepContext } from './define-step.ts'
import { waitForNewBoot } from './new-boot.ts'
import { clearOutOfService } from './out-of-service.ts'
import { switchOutlet } from './outlet.ts'

/**
 * Gives power, waits for a new boot and only then takes an out-of-service taint away. To do it the
 * other way round would let pods start while the old boot's writes may still be under way.
 */
export const powerOnNode = defineStep({
  id: 'power-on-node',
  title: ({ node }) => `Switch ${node} on`,
  input: z.object({
    node: z.string().min(1),
    /** `closet port 3` */
    outlet: z.string(),
  }),
  reads: { nodes },
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [nodeIsReady, nodeIsInService],
  verifyWithinSeconds: () => 300,

  preview({ node, outlet }, { nodes }) {
    const found = nodes.find(({ name }) => name === node)
    return [
      `switch ${outlet} on`,
      `wait for a new boot of ${node}`,
      ...(found && isOutOfService(found) ? [`take the out-of-service taint off ${node}`] : []),
    ]
  },

  remembered: z.object({ bootId: z.string() }),
  remember: async ({ node }, context) => ({ bootId: await endedBoot(node, context) }),

  async apply({ node }, context) {
    // A run that goes on finds the new boot already there: which one ended was written down.
    const known = [...context.unanswered].find((subject) => subject.startsWith(ended))
    const bootId = known?.slice(ended.length) ?? (await endedBoot(node, context))
    const door = await context.power(node)
    if (known === undefined)
      context.intend({ request: `switch ${door.name} on`, subject: `${ended}${bootId}` })
    await switchOutlet(door, 'on', context)
    await waitForNewBoot(node, bootId, context)
    await clearOutOfService(node, context)
  },

  undo: 'impossible',
})

const ended = 'ended-boot/'

/** Empty where the node runs already: what a person switched on has its new boot behind it. */
async function endedBoot(
  node: string,
  { kube, signal }: Pick<StepContext, 'kube' | 'signal'>,
): Promise<string> {
  const { annotations, bootId = '', conditions } = await getNode(kube, node, { signal })
  return annotations[lastBootAnnotation] || (conditions['Ready'] === 'True' ? '' : bootId)
}
