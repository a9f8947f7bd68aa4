import { BrambleError, clusterError } from '#src/model/error.ts'
import { cleanText } from '#src/model/text.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import {
  type Claim,
  claimRunLease,
  giveBackRunLease,
  type RunLease,
  runLeaseOf,
} from '#src/transport/kubernetes/run-lease.ts'

/** The Lease that keeps Brambles on other machines, or with other journals, out of the way. */
export interface HeldLease {
  /** Why nobody could say whose it is when it was last asked for; undefined where it is held. */
  readonly absent: string | undefined
  /**
   * Renews it, or takes it where the API did not answer before. Resolves with why it is somebody
   * else's now; what cannot be asked is not taken for lost.
   */
  lost(): Promise<string | undefined>
  /** Never rejects: what is not given back runs out. */
  giveBack(): Promise<void>
}

export interface LeaseWish {
  readonly kube: KubernetesDoor
  /** The same for every process of one journal: a killed one's successor has it at once. */
  readonly holder: string
  /** `drain pi03`. */
  readonly doing: string
  readonly signal: AbortSignal
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Whom it waits for. */
  readonly say: (text: string) => void
}

const durationSeconds = 40
const renewMilliseconds = 10_000
const lookMilliseconds = 2000
const mostAttempts = 3
const giveBackMilliseconds = 5000

/**
 * Takes the Lease. One that another Bramble holds is watched: if it is renewed, that one lives; if
 * it is not for as long as it is valid, that one is gone. No clock is compared with another one,
 * because boards without a battery may be years apart.
 *
 * @throws cluster error `locked` where another Bramble holds it; whatever the API refuses
 */
export async function takeLease(wish: LeaseWish): Promise<HeldLease> {
  const taken: Taken = { held: false, absent: undefined, lost: undefined }
  try {
    const other = await claim(wish, taken)
    if (other) await takeOver(other, wish)
    taken.held = true
  } catch (error) {
    if (!(error instanceof BrambleError) || isAnswer(error)) throw error
    taken.absent = error.message
  }
  const timer = setInterval(() => {
    lost(wish, taken).catch(() => {
      // Asked again before each step, where the error is heard.
    })
  }, renewMilliseconds)
  timer.unref()
  return {
    get absent() {
      return taken.absent
    },
    lost: () => lost(wish, taken),
    async giveBack() {
      clearInterval(timer)
      if (taken.held && taken.lost === undefined) await giveBack(wish)
    },
  }
}

interface Taken {
  held: boolean
  absent: string | undefined
  lost: string | undefined
}

/** What an API that works says; anything else means that it cannot keep anybody apart now. */
const answers = new Set([
  'api-bad-answer',
  'api-conflict',
  'api-forbidden',
  'api-refused',
  'api-unauthorized',
  'interrupted',
  'locked',
])

function isAnswer({ code, kind }: BrambleError): boolean {
  // A cluster that is only being built has no kubeconfig yet, and nobody else can have its Lease.
  if (code === 'kubeconfig-missing') return false
  return kind !== 'cluster' || answers.has(code)
}

/** Takes or renews it, unless another one holds it: then that Lease is returned. */
async function claim(wish: LeaseWish, taken: Taken): Promise<RunLease | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await runLeaseOf(wish.kube, wish)
    // One that we hold and that nobody holds now was taken from us and given back since.
    if (found && (found.holder !== undefined || taken.held) && found.holder !== wish.holder)
      return found
    try {
      await claimRunLease(wish.kube, found, claimOf(wish), wish)
      return undefined
    } catch (error) {
      if (!isConflict(error) || attempt === mostAttempts) throw error
    }
  }
}

function claimOf({ holder, doing, now }: LeaseWish): Claim {
  return { holder, doing, durationSeconds, now: now() }
}

async function takeOver(first: RunLease, wish: LeaseWish): Promise<void> {
  wish.say(`waiting to see whether ${nameOf(first)} still changes this cluster`)
  let seen: RunLease | undefined = first
  for (let waited = 0; waited < durationSeconds * 1000; waited += lookMilliseconds) {
    await wish.sleep(lookMilliseconds)
    seen = await runLeaseOf(wish.kube, wish)
    if (seen?.holder === undefined) break
    if (seen.resourceVersion !== first.resourceVersion) throw locked(seen)
  }
  try {
    await claimRunLease(wish.kube, seen, claimOf(wish), wish)
  } catch (error) {
    if (isConflict(error)) throw locked(first)
    throw error
  }
}

async function lost(wish: LeaseWish, taken: Taken): Promise<string | undefined> {
  if (taken.lost !== undefined) return taken.lost
  try {
    const other = await claim(wish, taken)
    if (other) taken.lost = `${nameOf(other)} has taken the Lease of this cluster`
    else taken.held = true
    taken.absent = undefined
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    taken.absent = error.message
  }
  return taken.lost
}

async function giveBack({ kube, holder }: LeaseWish): Promise<void> {
  // Not the run's own signal: whoever stops a run at once still lets the next one begin.
  const options = { timeoutMilliseconds: giveBackMilliseconds }
  try {
    const found = await runLeaseOf(kube, options)
    if (found?.holder === holder) await giveBackRunLease(kube, found, options)
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof BrambleError && error.code === 'api-conflict'
}

function nameOf({ holder, doing }: RunLease): string {
  const who = holder?.split(' ')[0] ?? 'another Bramble'
  return cleanText(doing === undefined ? who : `${who} (${doing})`)
}

function locked(lease: RunLease): BrambleError {
  return clusterError(
    'locked',
    `Only one Bramble changes a cluster at a time. ${nameOf(lease)} does, from another machine or with another journal.`,
    { next: 'Wait for it, or ask it to stop where it was started: `bramble cancel`.' },
  )
}
