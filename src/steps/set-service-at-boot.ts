import * as z from 'zod'
import { serviceAtBoot } from '#src/rules/checks/service-at-boot.ts'
import { bootIdOf } from './boot-id.ts'
import { defineStep } from './define-step.ts'
import { actOnUnit, unitBefore, unitNow, unitOnNode } from './k3s-unit.ts'

/** Whether K3s starts when the node boots. What runs now runs on. */
export const setServiceAtBoot = defineStep({
  id: 'set-service-at-boot',
  title: ({ node, enabled }) => `Let K3s ${enabled ? '' : 'not '}start at the boot of ${node}`,
  input: z.object({ ...unitOnNode, enabled: z.boolean() }),
  reads: {},
  risk: 'safe',
  about: ({ node, enabled }) => ({ node, wish: { atBoot: enabled ? 'enabled' : 'disabled' } }),
  requires: [],
  verify: [serviceAtBoot],

  preview: ({ node, unit, enabled }) => [
    `systemctl ${enabled ? 'enable' : 'disable'} ${unit} on ${node}`,
    'K3s runs on, or stays stopped, as it is now',
  ],

  remembered: unitBefore.extend({
    /** Absent in runs that began before it was remembered. */
    bootId: z.string().optional(),
  }),
  remember: async (unit, context) => ({
    ...(await unitNow(unit, context)),
    bootId: await bootIdOf(context.node(unit.node)),
  }),
  apply: ({ enabled, ...unit }, context) =>
    actOnUnit(enabled ? 'enable' : 'disable', unit, context),
  async undo(unit, { enabled, active, bootId }, context) {
    await actOnUnit(enabled ? 'enable' : 'disable', unit, context)
    // A boot since then would have started it, had this step not been.
    const wouldRun = enabled && active && bootId !== undefined
    if (wouldRun && (await bootIdOf(context.node(unit.node))) !== bootId)
      await actOnUnit('start', unit, context)
  },
})
