import type { Goal } from '#src/model/plan.ts'
import { approvePlan } from '#src/operations/run/approve.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import type { Order } from '#src/operations/run/order.ts'
import { carryOutOrder } from '#src/operations/run/runner.ts'
import { unfinishedRun } from '#src/operations/run/runs.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { withSite } from '#src/operations/run/with-site.ts'

/**
 * What is killed: `plan` stores a plan with its approval, `apply` carries it out, `resume` goes on
 * with what was cut off. The doors are those of `bramble`; only its waits let practice time pass.
 * Prints one line of JSON.
 */
const [verb, configuration = '', folder = '', clock = '', words = '{}'] = process.argv.slice(2)
const never = new AbortController().signal

interface Words {
  readonly goal: Goal
  readonly accept: readonly string[]
  /** An approval. */
  readonly id: number
  /** The newest run that was there before. */
  readonly after: number
}
const wanted = JSON.parse(words) as Words

async function sleep(milliseconds: number): Promise<void> {
  await fetch(clock, { method: 'POST', body: String(milliseconds) })
}

async function plan(site: RunSite): Promise<object> {
  const accept = wanted.accept.map((subject) => ({ subject, reason: 'a test' }))
  const { digest, refusals } = await makePlan({ goal: wanted.goal, accept }, site)
  const approval = await approvePlan(digest, site, async () => 'test')
  return { ...approval, refusals: refusals.map(({ subject, reason }) => `${subject}: ${reason}`) }
}

async function carry(order: Order, site: RunSite): Promise<object> {
  await carryOutOrder(order, site, { answers: false })
  const [run] = site.journal.runs(1)
  const last = run && site.journal.entries({ run: run.id }).at(-1)?.happening
  // Where it was refused there is no run of its own.
  return run && run.id > wanted.after
    ? { state: run.state, run: run.id, last }
    : { state: 'none', run: wanted.after }
}

async function answer(site: RunSite): Promise<object> {
  if (verb === 'plan') return plan(site)
  if (verb === 'apply') return carry({ verb: 'apply', id: wanted.id }, site)
  const open = unfinishedRun(site.journal)
  if (open) return carry({ verb: 'resume', id: open.id }, site)
  const [newest] = site.journal.runs(1)
  return { state: newest && newest.id > wanted.after ? newest.state : 'none' }
}

await withSite(
  {
    config: configuration,
    env: { ...process.env, XDG_STATE_HOME: folder },
    cwd: folder,
    timeoutMilliseconds: 60_000,
    signal: never,
    stop: never,
    onProgress: () => {},
    onEvent: () => {},
  },
  async (site) => {
    const said = await answer({ ...site, sleep }).catch((error: Error) => ({
      error: error.message,
    }))
    console.log(JSON.stringify(said))
  },
)
