import * as z from 'zod'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { firmwareStartsOnce } from '#src/rules/checks/firmware-starts-once.ts'
import { nodeIsTheOneMeant } from '#src/rules/checks/node-is-the-one-meant.ts'
import { nodeNeedsNoReboot } from '#src/rules/checks/node-needs-no-reboot.ts'
import { dataGate, defineStep, notice } from '../define-step.ts'
import { emptyNodeGates } from '../node-gates.ts'
import { anotherBoot, orderReboot, rebootLimitSeconds, resumePreview } from '../reboot-order.ts'

/**
 * Starts a node again where what is installed is not what it runs. Whether that is so, only the
 * node knows once its packages are there: nothing is done where it is not.
 */
export const rebootIfNeeded = defineStep({
  id: 'reboot-if-needed',
  title: ({ node }) => `Reboot ${node} if its updates need it`,
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
    dataGate(nodeIsTheOneMeant, { disturbedByStep: true }),
    notice(firmwareStartsOnce),
  ],
  verify: [nodeIsTheOneMeant, nodeNeedsNoReboot],
  verifyWithinSeconds: () => rebootLimitSeconds,
  doneIfVerified: true,
  compares: anotherBoot,

  preview: ({ node, bootId, isOwn }) => [
    `nothing, where ${node} runs the kernel and the libraries that are installed`,
    `else systemctl reboot, and wait for a boot id other than ${bootId}, at most ${rebootLimitSeconds / 60} min`,
    ...resumePreview(isOwn),
  ],

  remembered: z.object({ bootId: z.string() }),
  remember: async ({ bootId }) => ({ bootId }),
  apply: orderReboot,
  undo: 'impossible',
})
