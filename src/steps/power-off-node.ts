import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { outOfServiceTaint } from '#src/model/power.ts'
import { nodeIsOutOfService } from '#src/rules/checks/node-is-out-of-service.ts'
import { powerIsOff } from '#src/rules/checks/power-is-off.ts'
import type { PowerState } from '#src/transport/power/door.ts'
import { defineStep, type StepContext } from './define-step.ts'
import { waitForNewBoot } from './new-boot.ts'
import { clearOutOfService, markOutOfService } from './out-of-service.ts'
import { askOutlet, isNothingDone, switchOutlet, waitForFall } from './outlet.ts'
import { SavedEvidence, saveEvidence } from './power-evidence.ts'
import { powerGates } from './power-gates.ts'
import { refuseUnmeasured } from './power-proof.ts'

/** A silent kubelet is noticed after 40 to 60 s. */
const verifySeconds = 120

/**
 * Takes power away and leaves it off. With `hold` the node is then marked out of service, in the
 * same step: between the fall that was seen and the mark nothing else must happen.
 */
export const powerOffNode = defineStep({
  id: 'power-off-node',
  title: ({ node, hold }) =>
    hold ? `Switch ${node} off and give its volumes to others` : `Switch ${node} off`,
  input: z.object({
    node: z.string().min(1),
    /** `closet port 3` */
    outlet: z.string(),
    hold: z.boolean(),
    /** True where a person typed the node's name, since nothing measures its power. */
    seenByPerson: z.boolean(),
  }),
  reads: { nodes },
  cutsPower: true,
  risk: 'destructive',
  riskOf: ({ hold }) => (hold ? 'destructive' : 'disruptive'),
  about: ({ node }) => ({ node }),
  requires: powerGates.hold,
  requiresFor: ({ hold }) => (hold ? powerGates.hold : powerGates.off),
  verify: [powerIsOff, nodeIsOutOfService],
  verifyFor: ({ hold }) => (hold ? [powerIsOff, nodeIsOutOfService] : [powerIsOff]),
  verifyWithinSeconds: () => verifySeconds,

  preview: ({ node, outlet, hold, seenByPerson }) => [
    `keep what the other nodes and the API see of ${node}, and what ${outlet} counts`,
    `switch ${outlet} off and leave it off: ${node} ends in the middle of its writes`,
    ...(hold
      ? [
          seenByPerson
            ? `see that ${outlet} is off; that ${node} is dark a person saw`
            : `see that power fell at ${outlet}`,
          `taint ${node} with ${outOfServiceTaint.key}=${outOfServiceTaint.value}:${outOfServiceTaint.effect}: its pods are deleted by force, its volumes go to others`,
        ]
      : []),
  ],

  remembered: SavedEvidence,
  remember: async ({ node }, context) => saveEvidence(node, await context.power(node), context),

  async apply({ node, hold, seenByPerson }, context) {
    const door = await context.power(node)
    const cut = await cutPower(node, context)
    const state = await waitForFall(door, !hold || seenByPerson, context)
    context.say(`${door.name} is ${state.words}`)
    if (!hold) return
    if (!seenByPerson) refuseUnmeasured(door.name, cut, state)
    await markOutOfService(node, context)
  },

  mends: 'gives the power back and waits for the boot; what the cut ended stays ended',

  async undo({ node }, { bootId }, context) {
    await switchOutlet(await context.power(node), 'on', context)
    await waitForNewBoot(node, bootId, context)
    await clearOutOfService(node, context)
  },
})

/**
 * Switches off, and returns whether power was seen to flow right before. A run that goes on reads
 * that from the request that was written down, because by now no power flows.
 */
async function cutPower(node: string, context: StepContext): Promise<PowerState['flows']> {
  const door = await context.power(node)
  const subjectOf = (flows: PowerState['flows']) => `power/${node}/flowed-${flows}`
  const earlier = flows.find((one) => context.unanswered.has(subjectOf(one)))
  const flowed = earlier ?? (await askOutlet(door, context)).state?.flows ?? 'unknown'
  const subject = subjectOf(flowed)
  if (!earlier) context.intend({ request: `switch ${door.name} off`, subject })
  try {
    await switchOutlet(door, 'off', context)
  } catch (error) {
    if (isNothingDone(error)) context.answered(subject, 'nothing was switched')
    throw error
  }
  return flowed
}

const flows = ['yes', 'no', 'unknown'] as const
