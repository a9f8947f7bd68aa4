import * as z from 'zod'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { nodeIsTheOneMeant } from '#src/rules/checks/node-is-the-one-meant.ts'
import { dataGate, defineStep } from './define-step.ts'
import { emptyNodeGates } from './node-gates.ts'
import { anotherBoot, orderReboot, rebootLimitSeconds, resumePreview } from './reboot-order.ts'

/** Starts the operating system of a node again, in good order, and waits for another boot id. */
export const rebootNode = defineStep({
  id: 'reboot-node',
  title: ({ node }) => `Reboot ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** Of the boot that is to end. */
    bootId: z.string().min(1),
    /** True where Bramble runs on it. */
    isOwn: z.literal(true).optional(),
  }),
  reads: { nodeIdentity },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [
    ...emptyNodeGates,
    // Once it goes down it does not answer, and that is what is wanted.
    dataGate(nodeIsTheOneMeant, { disturbedByStep: true }),
  ],
  // Right after a quick start the API still shows the boot before, and Ready with it.
  verify: [nodeIsTheOneMeant],
  verifyWithinSeconds: () => rebootLimitSeconds,
  compares: anotherBoot,

  preview: ({ node, bootId, isOwn }) => [
    `systemctl reboot on ${node}`,
    `wait for a boot id other than ${bootId}, at most ${rebootLimitSeconds / 60} min`,
    ...resumePreview(isOwn),
  ],

  remembered: z.object({ bootId: z.string() }),
  remember: async ({ bootId }) => ({ bootId }),

  apply: orderReboot,
  undo: 'impossible',
})
