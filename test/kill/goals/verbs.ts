import type { Goal } from '#src/model/plan.ts'
import { approvePlan } from '#src/operations/run/approve.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import type { Order } from '#src/operations/run/order.ts'
import { carryOutOrder } from '#src/operations/run/runner.ts'
import { unfinishedRun } from '#src/operations/run/runs.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { withSite } from '#src/operations/run/with-site.ts'

/** `plan` stores a plan with its approval, `apply` carries it out, `resume` goes on with what was cut off. */
export type Verb = 'plan' | 'apply' | 'resume'

export interface Words {
  readonly goal?: Goal
  readonly accept?: readonly string[]
  /** An approval. */
  readonly id?: number
  /** The newest run that was there before. */
  readonly after?: number
}

/** What it is done with: the doors are those of `bramble`; only its waits let practice time pass. */
export interface Hands {
  readonly configuration: string
  readonly folder: string
  readonly signal: AbortSignal
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** What came of it. What is expected of a cluster is an answer too. */
export type Said = Readonly<Record<string, unknown>>

export async function carryOutVerb(verb: Verb, words: Words, hands: Hands): Promise<Said> {
  const { configuration, folder, signal, sleep } = hands
  const never = new AbortController().signal
  const options = {
    config: configuration,
    env: { ...process.env, XDG_STATE_HOME: folder },
    cwd: folder,
    timeoutMilliseconds: 60_000,
    signal,
    stop: never,
    onProgress: () => {},
    onEvent: () => {},
  }
  try {
    return await withSite(options, (site) => answer(verb, words, { ...site, sleep }))
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function answer(verb: Verb, words: Words, site: RunSite): Promise<Said> {
  const { id = 0, after = 0 } = words
  if (verb === 'plan') return plan(words, site)
  if (verb === 'apply') return carry({ verb, id }, site, after)
  const open = unfinishedRun(site.journal)
  if (open) return carry({ verb, id: open.id }, site, after)
  const [newest] = site.journal.runs(1)
  return { state: newest && newest.id > after ? newest.state : 'none' }
}

async function plan({ goal, accept = [] }: Words, site: RunSite): Promise<Said> {
  if (!goal) throw new Error('A plan has a goal')
  const accepted = accept.map((subject) => ({ subject, reason: 'a test' }))
  const { digest, refusals } = await makePlan({ goal, accept: accepted }, site)
  const approval = await approvePlan(digest, site, async () => 'test')
  return { ...approval, refusals: refusals.map(({ subject, reason }) => `${subject}: ${reason}`) }
}

async function carry(order: Order, site: RunSite, after: number): Promise<Said> {
  await carryOutOrder(order, site, { answers: false })
  const [run] = site.journal.runs(1)
  const last = run && site.journal.entries({ run: run.id }).at(-1)?.happening
  // Where it was refused there is no run of its own.
  return run && run.id > after
    ? { state: run.state, run: run.id, last }
    : { state: 'none', run: after }
}
