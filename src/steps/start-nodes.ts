import * as z from 'zod'
import { k3sRunsOnNodes } from '#src/rules/checks/k3s-runs-on-nodes.ts'
import { atOnce } from './at-once.ts'
import { defineStep } from './define-step.ts'
import { actOnUnit, unitBefore, unitOnNode, unitsNow } from './k3s-unit.ts'

/** Three boards that read their datastores at once, from SD cards. */
const startWithinSeconds = 300

/** Starts K3s on nodes at once: a server of several is up only when more than half of them are. */
export const startNodes = defineStep({
  id: 'start-nodes',
  title: ({ nodes }) => `Start K3s on ${nodes.map(({ node }) => node).join(', ')}`,
  input: z.object({ nodes: z.array(z.object(unitOnNode)).min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ nodes }) => ({ wish: { nodes: nodes.map(({ node }) => node) } }),
  requires: [],
  verify: [k3sRunsOnNodes],
  verifyWithinSeconds: () => startWithinSeconds,

  preview: ({ nodes }) => nodes.map(({ node, unit }) => `systemctl start ${unit} on ${node}`),

  remembered: z.object({ before: z.record(z.string(), unitBefore) }),
  remember: async ({ nodes }, context) => ({ before: await unitsNow(nodes, context) }),

  apply: ({ nodes }, context) => atOnce(nodes, (on) => actOnUnit('start', on, context)),

  undo: ({ nodes }, { before }, context) =>
    atOnce(nodes, async (on) => {
      if (before[on.node]?.active === false) await actOnUnit('stop', on, context)
    }),
})
