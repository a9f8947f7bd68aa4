import type * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import type { Origin } from '#src/model/facts/define.ts'
import type { nodeIdentity } from '#src/model/facts/node.ts'
import { fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import type { StepContext } from './define-step.ts'

/**
 * A Pi is up within a minute or two. Staged firmware makes it start twice, and a file system that
 * is repaired takes longer still.
 */
export const rebootLimitSeconds = 900

/** A node and the boot that is to end. */
interface EndingBoot {
  readonly node: string
  readonly bootId: string
}

/**
 * The boot id is asked for on the board itself, in the same program: an order that is sent again
 * after its answer was lost never starts a board twice.
 */
const program = `if [ "$(cat /proc/sys/kernel/random/boot_id)" != "$1" ]; then echo again; exit 0; fi
systemctl reboot`

/** Starts the operating system of a node again, in good order, unless that boot has ended already. */
export async function orderReboot(
  { node, bootId }: EndingBoot,
  { node: shell, say, intend, answered, stopHere }: StepContext,
): Promise<void> {
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
}

type Identity = z.infer<typeof nodeIdentity.schema> & Origin

/** Whether another boot runs than the one that was to end: more than one may have come since. */
export const anotherBoot = {
  title: 'another boot of the node',
  ask(
    { node, bootId }: EndingBoot,
    _: unknown,
    { nodeIdentity }: { readonly nodeIdentity: readonly Identity[] },
  ): Verdict {
    const own = nodeIdentity.find((identity) => identity.node === node)?.bootId
    if (own === undefined) return unknown(`${node} did not say its boot id`)
    return own === bootId ? fail(`${node} still runs boot ${bootId}`) : pass()
  },
} as const
