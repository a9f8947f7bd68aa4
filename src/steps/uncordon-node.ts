import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeAcceptsPods } from '#src/rules/checks/node-accepts-pods.ts'
import { Cordon, cordonOf, setCordon } from './cordon.ts'
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

  remembered: z.object({ cordon: Cordon }),
  remember: async ({ node }, context) => ({ cordon: await cordonOf(node, context) }),

  async apply({ node }, context) {
    await setCordon(node, 'none', context)
  },

  async undo({ node }, { cordon }, context) {
    await setCordon(node, cordon, context)
  },
})
