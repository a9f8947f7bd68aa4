import { BrambleError, clusterError } from '#src/model/error.ts'
import type {
  PowerDoor,
  PowerFailure,
  PowerReading,
  PowerState,
} from '#src/transport/power/door.ts'
import type { StepContext } from './define-step.ts'

type Signals = Pick<StepContext, 'signal' | 'sleep'>

const requestMilliseconds = 10_000
/** A PoE port falls within a second; a hub that polls its plugs tells it half a minute later. */
const looksForFall = 30
const pauseMilliseconds = 1500

export function askOutlet(
  door: PowerDoor,
  { signal }: Pick<Signals, 'signal'>,
): Promise<PowerReading> {
  return door.state({ timeoutMilliseconds: requestMilliseconds, signal })
}

/** @throws cluster error `power-…` with what the device said */
export async function switchOutlet(
  door: PowerDoor,
  wish: 'on' | 'off' | { readonly cycleSeconds: number },
  { signal }: Pick<Signals, 'signal'>,
): Promise<void> {
  const options = { timeoutMilliseconds: requestMilliseconds, signal }
  const failure =
    typeof wish === 'string'
      ? await door[wish](options)
      : await door.cycle?.(wish.cycleSeconds, options)
  if (failure) throw refusalOf(door, failure)
}

/** Kinds that tell for certain that the device did nothing; after a silence it may have. */
const nothingDone = new Set([
  'power-certificate',
  'power-denied',
  'power-unknown-outlet',
  'power-unsupported',
  'power-refused',
])

export function isNothingDone(error: unknown): boolean {
  return error instanceof BrambleError && nothingDone.has(error.code)
}

/**
 * Gives power back, whatever was stopped meanwhile: a board must not stay dark because somebody
 * pressed Ctrl-C. A device that turns on by itself alone needs no help.
 */
export async function giveBack(door: PowerDoor): Promise<void> {
  try {
    await switchOutlet(door, 'on', { signal: new AbortController().signal })
  } catch (error) {
    if (!(error instanceof BrambleError) || error.code !== 'power-unsupported') throw error
  }
}

function refusalOf({ name }: PowerDoor, { kind, reason, next }: PowerFailure): BrambleError {
  return clusterError(`power-${kind}`, `${name}: ${reason}.`, { next })
}

/**
 * Looks until the outlet is off and no power is measured there any more. A device that took the
 * request and changed nothing is found out here.
 *
 * @param mayBeUnknown true where nothing tells how the outlet stands, and that has to do
 * @throws cluster error `power-did-not-fall`
 */
export async function waitForFall(
  door: PowerDoor,
  mayBeUnknown: boolean,
  { signal, sleep }: Signals,
): Promise<PowerState> {
  let words = ''
  for (let look = 1; look <= looksForFall; look += 1) {
    const { state, failure } = await askOutlet(door, { signal })
    if (failure?.kind === 'aborted') throw refusalOf(door, failure)
    if (state && hasFallen(state, mayBeUnknown)) return state
    words = state ? state.words : failure.reason
    if (look < looksForFall) await sleep(pauseMilliseconds)
  }
  throw clusterError(
    'power-did-not-fall',
    `${door.name} took the request, but power did not fall: ${words}.`,
    {
      next: 'Is this the right outlet? See the device itself; nothing else was changed.',
    },
  )
}

function hasFallen({ outlet, flows }: PowerState, mayBeUnknown: boolean): boolean {
  if (flows === 'yes' || outlet === 'on') return false
  return outlet === 'off' || flows === 'no' || mayBeUnknown
}
