import * as z from 'zod'
import { systemClock } from '#src/model/clock.ts'
import { BrambleError } from '#src/model/error.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { neighbours } from '#src/model/facts/restarts.ts'
import { type Isolation, isolationAnnotation } from '#src/model/isolation.ts'
import { isolationIsDecided } from '#src/rules/checks/isolation-is-decided.ts'
import { type IsolationLook, isolationVerdict } from '#src/rules/isolation-verdict.ts'
import { bootIdOf } from './boot-id.ts'
import { defineStep, type StepContext } from './define-step.ts'
import { annotate } from './end-isolation.ts'

const lookSeconds = 60
const lookMilliseconds = 15_000
/** A week. */
export const longestWatchSeconds = 7 * 86_400
export const shortestWatchSeconds = 600

const Watch = z.object({
  node: z.string().min(1),
  /** Of the boot in which it was planned. */
  bootId: z.string().min(1),
  seconds: z.number().int().min(shortestWatchSeconds).max(longestWatchSeconds),
})
type Watch = Readonly<z.infer<typeof Watch>>

/**
 * Watches a board that runs nothing of K3s, from outside: its boot id over SSH once a minute, and
 * where SSH is silent, pings from the other nodes. It ends early where the board starts anew, since
 * that is the answer.
 */
export const watchBoard = defineStep({
  id: 'watch-board',
  title: ({ node, seconds }) => `Watch ${node} without K3s for ${hours(seconds)}`,
  input: Watch,
  reads: {},
  risk: 'safe',
  about: ({ node, bootId }) => ({ node, wish: { bootId } }),
  requires: [],
  verify: [isolationIsDecided],

  preview: ({ node, seconds }) => [
    `look at ${node} once a minute for ${hours(seconds)}: its boot id over SSH, else pings from the other nodes`,
    `keep the verdict in the annotation ${isolationAnnotation} of its Node`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply(input, context) {
    const { node, bootId } = input
    const { until, watched, subject } = await begin(input, context)
    await annotate(node, textOf({ bootId, until }), context)
    const looks = await watch({ ...input, bootId: watched }, until, context)
    const { verdict, words: found } = isolationVerdict(node, watched, looks)
    const words = watched === bootId ? found : `${found}; ${startedBefore}`
    await annotate(node, textOf({ bootId, until, verdict, words }), context)
    context.answered(subject, words)
    context.say(words)
  },

  async undo({ node }, _, context) {
    await annotate(node, null, context)
  },
})

/** It may have been K3s that it did not bear. */
const startedBefore = 'before that it had started anew, maybe while K3s still ran'

interface Begun {
  readonly until: string
  /** Of the boot that is watched. */
  readonly watched: string
  readonly subject: string
}

/**
 * The end that an earlier process set counts: a watch that goes on does not begin anew. A board that
 * started anew before its watch began is watched in the boot that it runs then: K3s may have brought
 * the one before down.
 */
async function begin({ node, bootId, seconds }: Watch, context: StepContext): Promise<Begun> {
  const head = `${node} until `
  const earlier = [...context.unanswered].find((subject) => subject.startsWith(head))
  if (earlier !== undefined) {
    const [until = '', watched = bootId] = earlier.slice(head.length).split(inBoot)
    return { until, watched, subject: earlier }
  }
  const watched = (await bootNow(node, context)) ?? bootId
  const until = new Date(systemClock.now() + seconds * 1000).toISOString()
  const subject = `${head}${until}${watched === bootId ? '' : inBoot + watched}`
  context.intend({ request: 'watch', subject })
  return { until, watched, subject }
}

const inBoot = ' in boot '

async function watch(
  { node, bootId, seconds }: Watch,
  until: string,
  context: StepContext,
): Promise<readonly IsolationLook[]> {
  const left = Math.min(Math.max(0, (Date.parse(until) - systemClock.now()) / 1000), seconds)
  const looks: IsolationLook[] = []
  const most = 1 + Math.ceil(left / lookSeconds)
  for (let place = 0; place < most; place += 1) {
    if (place > 0) await context.sleep(lookSeconds * 1000)
    context.stopHere()
    const afterSeconds = seconds - left + place * lookSeconds
    const look = { afterSeconds, ...(await lookAt(node, context)) }
    looks.push(look)
    context.say(wordsOf(node, look, until))
    if (look.bootId !== undefined && look.bootId !== bootId) break
  }
  return looks
}

async function lookAt(
  node: string,
  context: StepContext,
): Promise<Omit<IsolationLook, 'afterSeconds'>> {
  const bootId = await bootNow(node, context)
  return bootId === undefined ? { bootId, answersPings: await isPinged(node, context) } : { bootId }
}

/** Undefined where it does not answer. */
async function bootNow(node: string, context: StepContext): Promise<string | undefined> {
  try {
    return await bootIdOf(context.node(node), { timeoutMilliseconds: lookMilliseconds })
  } catch (error) {
    if (!(error instanceof BrambleError) || !silences.has(error.code)) throw error
    return undefined
  }
}

/** What a board says by not answering; a name that bramble.yaml lacks is another matter. */
const silences = new Set(['node-unreachable', 'node-program-failed'])

/** Undefined where no other node could say. */
async function isPinged(node: string, context: StepContext): Promise<boolean | undefined> {
  const told = factsOf(await context.witness(node), neighbours).filter(
    ({ target, sent = 0 }) => target === node && sent > 0,
  )
  return told.length === 0 ? undefined : told.some(({ received = 0 }) => received > 0)
}

function wordsOf(node: string, { bootId, answersPings }: IsolationLook, until: string): string {
  const how =
    bootId === undefined
      ? `is silent${answersPings ? ', but for pings' : ''}`
      : `runs boot ${bootId.slice(0, 8)}`
  return `${node} ${how}; watched until ${until}`
}

function textOf(isolation: Isolation): string {
  return JSON.stringify(isolation)
}

function hours(seconds: number): string {
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
