import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeAcceptsPods } from '#src/rules/checks/node-accepts-pods.ts'
import { getNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { setCordon } from './cordon.ts'
import { defineStep } from './define-step.ts'

/** Lets a node take new pods. Nothing moves back to it by itself. */
export const uncordonNode = defineStep({
  id: 'uncordon-node',
  title: ({ node }) => `Uncordon ${node}`,
  input: z.object({ node: z.string().min(1) }),
  reads: { nodes },
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [nodeAcceptsPods],

  preview: ({ node }) => [`uncordon ${node}`],

  remembered: z.object({ wasCordoned: z.boolean() }),
  remember: async ({ node }, { kube, signal }) => ({
    wasCordoned: (await getNode(kube, node, { signal })).unschedulable,
  }),

  async apply({ node }, context) {
    await setCordon(node, false, context)
  },

  async undo({ node }, { wasCordoned }, context) {
    await setCordon(node, wasCordoned, context)
  },
})
