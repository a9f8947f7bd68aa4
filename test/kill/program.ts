import { approvePlan } from '#src/operations/run/approve.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import type { Order } from '#src/operations/run/order.ts'
import { unfinishedRun } from '#src/operations/run/runs.ts'
import { startRun } from '#src/operations/run/start-run.ts'
import { yesToUndo } from '#test/support/apply-here.ts'
import { programFile } from '#test/support/programs.ts'
import { openSite } from '#test/support/run-site.ts'

/**
 * What a person does, in as many words: `drain` plans, approves and starts a run; `resume` goes on
 * with the one that was cut off, or drains where none had begun; `undo` goes back. The run itself
 * is a runner's, in a process of its own: with BRAMBLE_KILL_AT that one is killed, and this program
 * follows it to whatever end it takes. Prints how it ended as JSON.
 */
const [verb, kubeconfig = '', folder = '', node = ''] = process.argv.slice(2)
const site = await openSite({ kubeconfig, folder, longestSleepMilliseconds: 60 })
const killing = process.env['BRAMBLE_KILL_AT'] !== undefined

async function orderOf(): Promise<Order | undefined> {
  const open = unfinishedRun(site.journal)
  if (verb === 'undo') return { verb: 'undo', id: await yesToUndo(undefined, site) }
  if (verb === 'resume' && open) return { verb: 'resume', id: open.id }
  const goal = { name: 'drain', target: node, options: { timeoutSeconds: 20 } }
  const made = await makePlan({ goal, accept: [] }, site)
  const approval = await approvePlan(made.digest, site, async () => 'test')
  return approval.kind === 'approved' ? { verb: 'apply', id: approval.approval } : undefined
}

const never = new AbortController().signal
const order = await orderOf()
const env = process.env as Record<string, string>
const launch = {
  program: [
    process.execPath,
    ...(killing ? ['--import', programFile('kill-preload')] : []),
    programFile('kill-runner'),
    kubeconfig,
    folder,
  ],
  look: [],
  env,
  cwd: '/',
  folder,
}
const starter = { ...site, approvals: undefined, launch }
const watch = { onEvent: () => {}, onSaid: () => {}, stop: never, leave: never }
const ended = order
  ? await startRun(order, starter, watch).catch((error: Error) => ({
      kind: 'not-started',
      reason: error.message,
    }))
  : { kind: 'nothing-to-do' }
console.log(JSON.stringify(ended))
await site.close()
