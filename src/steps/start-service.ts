import * as z from 'zod'
import { serviceRuns } from '#src/rules/checks/service-runs.ts'
import { defineStep } from './define-step.ts'
import { actOnUnit, startsWithinSeconds, unitBefore, unitNow, unitOnNode } from './k3s-unit.ts'

/** Starts K3s on a node. Containers that ran on without it are taken up again, not started anew. */
export const startService = defineStep({
  id: 'start-service',
  title: ({ node }) => `Start K3s on ${node}`,
  input: z.object(unitOnNode),
  reads: {},
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [serviceRuns],
  verifyWithinSeconds: () => startsWithinSeconds,
  preview: ({ node, unit }) => [`systemctl start ${unit} on ${node}`],

  remembered: unitBefore,
  remember: unitNow,
  apply: (input, context) => actOnUnit('start', input, context),
  async undo(input, { active }, context) {
    if (!active) await actOnUnit('stop', input, context)
  },
})
