import * as z from 'zod'
import { serviceAtBoot } from '#src/rules/checks/service-at-boot.ts'
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

  remembered: unitBefore,
  remember: unitNow,
  apply: ({ enabled, ...unit }, context) =>
    actOnUnit(enabled ? 'enable' : 'disable', unit, context),
  undo: (unit, { enabled }, context) => actOnUnit(enabled ? 'enable' : 'disable', unit, context),
})
