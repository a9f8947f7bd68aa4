import * as z from 'zod'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { fail, pass, unknown } from '#src/model/verdict.ts'
import { nodeIsReady } from '#src/rules/checks/node-is-ready.ts'
import { getNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import { bootIdOf } from './boot-id.ts'
import { defineStep, type StepContext } from './define-step.ts'
import { giveBack, isNothingDone, switchOutlet, waitForFall } from './outlet.ts'
import { SavedEvidence, saveEvidence } from './power-evidence.ts'
import { powerGates } from './power-gates.ts'

/** What a board may take to boot, with its double boot after an update of the bootloader. */
const bootSeconds = 900

const lookMilliseconds = 15_000
/** How long after its answer a device may take to do what it was asked: hubs poll their plugs. */
const deviceSeconds = 30

/**
 * Takes power away and gives it back. Where the device can, it gives it back by itself. A run that
 * was cut off around the request makes sure that power is on, and cuts a second time only where the
 * board itself says that the boot runs on which was to end.
 */
export const cyclePower = defineStep({
  id: 'cycle-power',
  title: ({ node }) => `Cycle the power of ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** `closet port 3` */
    outlet: z.string(),
    offSeconds: z.number().int().min(3).max(120),
  }),
  reads: { nodes },
  cutsPower: true,
  risk: 'disruptive',
  about: ({ node }) => ({ node }),
  requires: powerGates.cycle,
  verify: [nodeIsReady],
  verifyWithinSeconds: () => bootSeconds,
  compares: {
    title: 'node to have booted again',
    ask({ node }, { bootId }, { nodes }) {
      const now = nodes.find(({ name }) => name === node)?.bootId
      if (bootId === undefined || now === undefined) return unknown('its boot id is not known')
      return now === bootId ? fail(`it still runs with the boot id ${now}`) : pass()
    },
  },

  preview: ({ node, outlet, offSeconds }) => [
    `keep what the other nodes and the API see of ${node}, and what ${outlet} counts`,
    `switch ${outlet} off for ${offSeconds} s: ${node} ends in the middle of its writes`,
    `wait for a new boot of ${node}; no taint is set`,
  ],

  remembered: SavedEvidence,
  remember: async ({ node }, context) => saveEvidence(node, await context.power(node), context),

  async apply({ node, offSeconds }, context) {
    const door = await context.power(node)
    const earlier = [...context.unanswered].find((one) => one.startsWith(toEnd))
    if (earlier !== undefined) {
      await giveBack(door)
      await context.sleep((offSeconds + deviceSeconds) * 1000)
      if (!(await stillRuns(node, earlier.slice(toEnd.length), context))) return
      context.answered(earlier, notSwitched)
    }
    const subject = earlier ?? `${toEnd}${await bootKnown(node, context)}`
    context.intend({ request: `cycle ${door.name}`, subject })
    try {
      if (door.cycle) await switchOutlet(door, { cycleSeconds: offSeconds }, context)
      else await offAndOn(door, offSeconds, context)
    } catch (error) {
      if (isNothingDone(error)) context.answered(subject, notSwitched)
      throw error
    }
  },

  mends: 'gives the power back where a run left it off; the boot and what it cut short stay',

  // What a run that was cut off may have left dark is lit again; a boot cannot be taken back.
  async undo({ node }, _, context) {
    await giveBack(await context.power(node))
  },
})

const toEnd = 'boot-to-end/'
const notSwitched = 'nothing was switched'

/** Empty where the API does not tell: then no later look can say that this boot runs on. */
async function bootKnown(
  node: string,
  { kube, signal }: Pick<StepContext, 'kube' | 'signal'>,
): Promise<string> {
  try {
    return (await getNode(kube, node, { signal })).bootId ?? ''
  } catch {
    signal.throwIfAborted()
    return ''
  }
}

/** Only the board's own word counts: the API goes on naming a boot that ended. Silence is no word. */
async function stillRuns(node: string, bootId: string, context: StepContext): Promise<boolean> {
  try {
    return (
      (await bootIdOf(context.node(node), { timeoutMilliseconds: lookMilliseconds })) === bootId
    )
  } catch {
    context.signal.throwIfAborted()
    return false
  }
}

async function offAndOn(door: PowerDoor, seconds: number, context: StepContext): Promise<void> {
  try {
    await switchOutlet(door, 'off', context)
    const { words } = await waitForFall(door, true, context)
    context.say(`${door.name} is ${words}`)
    await context.sleep(seconds * 1000)
  } catch (error) {
    // Also after a silence: the device may have done it.
    if (!isNothingDone(error)) await giveBack(door)
    throw error
  }
  await giveBack(door)
}
