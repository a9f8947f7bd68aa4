import type * as z from 'zod'
import { BrambleError } from '#src/model/error.ts'
import type { Origin } from '#src/model/facts/define.ts'
import type { nodeIdentity } from '#src/model/facts/node.ts'
import { fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import type { StepContext } from './define-step.ts'
import { removeResumeUnit, resumeUnitPath, writeResumeUnit } from './resume-after-boot.ts'

/**
 * A Pi is up within a minute or two. Staged firmware makes it start twice, and a file system that
 * is repaired takes longer still.
 */
export const rebootLimitSeconds = 900

/** A node and the boot that is to end. */
interface EndingBoot {
  readonly node: string
  readonly bootId: string
  /** True where Bramble runs there: the boot ends this very process. */
  readonly isOwn?: boolean | undefined
}

/**
 * The boot id is asked for on the board itself, in the same program: an order that is sent again
 * after its answer was lost never starts a board twice.
 */
const program = `if [ "$(cat /proc/sys/kernel/random/boot_id)" != "$1" ]; then echo again; exit 0; fi
systemctl reboot`

/** Starts the operating system of a node again, in good order, unless that boot has ended already. */
export async function orderReboot(boot: EndingBoot, context: StepContext): Promise<void> {
  const { node, bootId } = boot
  const { node: shell, say, intend, answered, stopHere } = context
  stopHere()
  const resumes = await prepareToResume(boot, context)
  intend({ request: rebootRequest(node), subject: bootId })
  try {
    const said = await shell(node).run(program, [bootId])
    answered(bootId, said.trim() === 'again' ? 'it had started again already' : 'accepted')
  } catch (error) {
    // It may have gone down before it could answer, or be down since an earlier order.
    if (error instanceof BrambleError && error.code === 'node-unreachable')
      return say(`no answer to the order: ${error.message}`)
    if (resumes) await removeResumeUnit(shell(node))
    throw error
  }
}

/** What the journal says of the order. */
export function rebootRequest(node: string): string {
  return `reboot ${node}`
}

/**
 * Where this process goes down with the node, systemd starts it again. Where that cannot be, the
 * node starts again all the same, and somebody has to say `bramble resume`: that is told before.
 */
async function prepareToResume(
  { node, bootId, isOwn }: EndingBoot,
  { node: shell, say, ownProcess }: StepContext,
): Promise<boolean> {
  if (isOwn !== true || !ownProcess) return false
  try {
    if (!(await writeResumeUnit(shell(node), bootId, ownProcess))) return false
    say(`${node} goes down with this run; it goes on by itself after the boot`)
    return true
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    say(`after the boot \`bramble resume ${ownProcess.run}\` goes on: ${error.message}`)
    return false
  }
}

/** What a preview says where Bramble goes down with the node. */
export function resumePreview(isOwn: boolean | undefined): readonly string[] {
  return isOwn === true
    ? [`before that write ${resumeUnitPath}: this run goes on after the boot, and it is gone`]
    : []
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
