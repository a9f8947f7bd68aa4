import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { stopCordonsAreLifted } from '#src/rules/checks/stop-cordons-are-lifted.ts'
import { listNodes } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { cordonOf, setCordon } from './cordon.ts'
import { defineStep, type StepContext } from './define-step.ts'

/**
 * Lets every node take pods again that was cordoned when the cluster was stopped. Which ones these
 * are the Nodes say themselves: the plan may be made while no API answers.
 */
export const liftCordons = defineStep({
  id: 'lift-cordons',
  title: () => 'Let the nodes take pods again',
  input: z.object({}),
  reads: { nodes },
  risk: 'safe',
  about: () => ({}),
  requires: [],
  verify: [stopCordonsAreLifted],

  preview: () => ['uncordon each node that the stop had cordoned, and no other'],

  remembered: z.object({ lifted: z.array(z.string()) }),
  remember: async (_, context) => ({ lifted: await heldNodes(context) }),

  async apply(_, context) {
    for (const node of await heldNodes(context)) await setCordon(node, 'none', context)
  },

  async undo(_, { lifted }, context) {
    for (const node of lifted) await setCordon(node, 'stop', context)
  },
})

async function heldNodes(context: StepContext): Promise<string[]> {
  const names = await listNodes(context.kube, { signal: context.signal })
  const cordons = await Promise.all(
    names.map(async (name) => ({ name, cordon: await cordonOf(name, context) })),
  )
  return cordons.flatMap(({ name, cordon }) => (cordon === 'stop' ? [name] : []))
}
