import * as z from 'zod'
import { k3sIsAbsent } from '#src/rules/checks/k3s-is-absent.ts'
import { volumesHaveAnotherCopy } from '#src/rules/checks/volumes-have-another-copy.ts'
import { volumesSurviveWithoutNode } from '#src/rules/checks/volumes-survive-without-node.ts'
import { dataGate, defineStep } from './define-step.ts'
import { Uninstalled, uninstall, uninstallPreview } from './uninstall.ts'

/** Takes K3s off a board that is no node any more. Longhorn's folder stays unless it is to go. */
export const uninstallK3s = defineStep({
  id: 'uninstall-k3s',
  title: ({ node }) => `Uninstall K3s from ${node}`,
  input: Uninstalled.omit({ localVolumes: true }).extend({
    /** Whether what Longhorn left on the disk goes too. */
    wipe: z.boolean(),
  }),
  reads: {},
  risk: 'destructive',
  about: ({ node }) => ({ node }),
  requires: [dataGate(volumesSurviveWithoutNode), dataGate(volumesHaveAnotherCopy)],
  verify: [k3sIsAbsent],
  verifyWithinSeconds: () => 60,

  preview: ({ node, machineId, wipe }) => [
    ...uninstallPreview(node, machineId),
    wipe
      ? `delete what is in /var/lib/longhorn on ${node}`
      : `leave /var/lib/longhorn on ${node} as it is`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  apply: ({ node, machineId, wipe }, context) =>
    uninstall({ node, machineId, localVolumes: [] }, { found: 'stopped', wipe }, context),

  undo: 'impossible',
})
