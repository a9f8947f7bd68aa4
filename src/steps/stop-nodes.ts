import * as z from 'zod'
import { k3sIsStoppedOnNodes } from '#src/rules/checks/k3s-is-stopped-on-nodes.ts'
import { volumesHaveAHealthyCopy } from '#src/rules/checks/volumes-have-a-healthy-copy.ts'
import { atOnce } from './at-once.ts'
import { dataGate, defineStep } from './define-step.ts'
import { endAll } from './end-containers.ts'
import { actOnUnit, unitBefore, unitOnNode, unitsNow } from './k3s-unit.ts'

/** The servers go together: once more than half of them have stopped, no API can be asked about the rest. */
export const stopNodes = defineStep({
  id: 'stop-nodes',
  title: ({ nodes }) => `Stop K3s on ${nodes.map(({ node }) => node).join(', ')}`,
  input: z.object({ nodes: z.array(z.object(unitOnNode)).min(1) }),
  reads: {},
  risk: 'disruptive',
  about: ({ nodes }) => ({ wish: { nodes: nodes.map(({ node }) => node) } }),
  requires: [dataGate(volumesHaveAHealthyCopy, { disturbedByStep: true })],
  verify: [k3sIsStoppedOnNodes],
  verifyWithinSeconds: () => 120,

  preview: ({ nodes }) =>
    nodes.map(
      ({ node, unit }) =>
        `stop ${unit} on ${node}, and end its containers; refuse where a volume is attached there`,
    ),

  remembered: z.object({ before: z.record(z.string(), unitBefore) }),
  remember: async ({ nodes }, context) => ({ before: await unitsNow(nodes, context) }),

  apply: ({ nodes }, context) => atOnce(nodes, (on) => endAll(on, context)),

  undo: ({ nodes }, { before }, context) =>
    atOnce(nodes, async (on) => {
      if (before[on.node]?.active) await actOnUnit('start', on, context)
    }),
})
