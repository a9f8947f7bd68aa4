import * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { nodeIsTheOneMeant } from '#src/rules/checks/node-is-the-one-meant.ts'
import { dataGate, defineStep } from './define-step.ts'
import { emptyNodeGates } from './node-gates.ts'

/**
 * A Pi is up within a minute or two. Staged firmware makes it start twice, and a file system that
 * is repaired takes longer still.
 */
const limitSeconds = 900

/**
 * The boot id is asked for on the board itself, in the same program: an order that is sent again
 * after its answer was lost never starts a board twice.
 */
const program = `if [ "$(cat /proc/sys/kernel/random/boot_id)" != "$1" ]; then echo again; exit 0; fi
systemctl reboot`

/** Starts the operating system of a node again, in good order, and waits for another boot id. */
export const rebootNode = defineStep({
  id: 'reboot-node',
  title: ({ node }) => `Reboot ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** Of the boot that is to end. */
    bootId: z.string().min(1),
  }),
  reads: { nodeIdentity },
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: [
    ...emptyNodeGates,
    // Once it goes down it does not answer, and that is what is wanted.
    dataGate(nodeIsTheOneMeant, { disturbedByStep: true }),
  ],
  // Right after a quick start the API still shows the boot before, and Ready with it.
  verify: [nodeIsTheOneMeant],
  verifyWithinSeconds: () => limitSeconds,
  compares: {
    title: 'another boot of the node',
    ask({ node, bootId }, _, { nodeIdentity }) {
      const own = nodeIdentity.find((identity) => identity.node === node)?.bootId
      if (own === undefined) return unknown(`${node} did not say its boot id`)
      return own === bootId ? fail(`${node} still runs boot ${bootId}`) : pass()
    },
  },

  preview: ({ node, bootId }) => [
    `systemctl reboot on ${node}`,
    `wait for a boot id other than ${bootId}, at most ${limitSeconds / 60} min`,
  ],

  remembered: z.object({ bootId: z.string() }),
  remember: async ({ bootId }) => ({ bootId }),

  async apply({ node, bootId }, { node: shell, say, intend, answered, stopHere }) {
    stopHere()
    intend({ request: `reboot ${node}`, subject: bootId })
    try {
      const said = await shell(node).run(program, [bootId])
      answered(bootId, said.trim() === 'again' ? 'it had started again already' : 'accepted')
    } catch (error) {
      // It may have gone down before it could answer, or be down since an earlier order.
      if (!(error instanceof BrambleError) || error.code !== 'node-unreachable') throw error
      say(`no answer to the order: ${error.message}`)
    }
  },

  undo: 'impossible',
})
