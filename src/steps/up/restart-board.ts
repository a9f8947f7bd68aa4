import * as z from 'zod'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { boardIsNoMember } from '#src/rules/checks/board-is-no-member.ts'
import { kernelRunsWithWords } from '#src/rules/checks/kernel-runs-with-words.ts'
import { bootIdOf } from '../boot-id.ts'
import { dataGate, defineStep } from '../define-step.ts'

const longestSeconds = 600

/** Starts a board anew that no cluster has yet: nothing has to be moved away first. */
export const restartBoard = defineStep({
  id: 'restart-board',
  title: ({ node }) => `Restart ${node}`,
  input: z.object({ node: z.string().min(1), words: z.array(z.string()) }),
  reads: { nodeIdentity },
  risk: 'disruptive',
  about: ({ node, words }) => ({ node, wish: { words } }),
  requires: [dataGate(boardIsNoMember)],
  verify: [kernelRunsWithWords],
  verifyWithinSeconds: () => longestSeconds,
  compares: {
    title: 'the board to have started anew',
    ask({ node }, { bootId }, { nodeIdentity }) {
      const found = nodeIdentity.find((one) => one.node === node)
      if (found?.bootId === undefined) return unknown('the node does not answer yet')
      return found.bootId === bootId ? fail('it has not gone down yet') : pass()
    },
  },

  preview: ({ node, words }) => [
    words.length > 0
      ? `${node} restarts once, and then runs with ${words.join(' and ')}`
      : `${node} restarts once`,
  ],

  remembered: z.object({ bootId: z.string() }),
  remember: async ({ node }, context) => ({ bootId: await bootIdOf(context.node(node)) }),

  async apply({ node }, context) {
    // The answer has to be on its way before the network goes.
    await context.node(node).run('(sleep 1; systemctl reboot) >/dev/null 2>&1 </dev/null &')
    context.say(`${node} restarts`)
  },

  undo: 'impossible',
})
