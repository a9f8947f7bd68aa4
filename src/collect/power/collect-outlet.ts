import type { Clock } from '#src/model/clock.ts'
import { BrambleError } from '#src/model/error.ts'
import type { Evidence, Outcome } from '#src/model/evidence.ts'
import { powerOutlets } from '#src/model/facts/power.ts'
import { cleanLine } from '#src/model/text.ts'
import type { PowerDoor, PowerFailure, PowerReading } from '#src/transport/power/door.ts'

export interface OutletWish {
  readonly node: string
  /** Why this outlet is never switched; undefined where it may be. */
  readonly forbidden: string | undefined
  open(): Promise<PowerDoor>
}

interface Options {
  readonly clock: Clock
  readonly timeoutMilliseconds: number
  readonly signal: AbortSignal
}

const outcomes: Readonly<Record<PowerFailure['kind'], Outcome>> = {
  timeout: 'silent',
  unreachable: 'silent',
  certificate: 'refused',
  denied: 'no-permission',
  'unknown-outlet': 'failed',
  unsupported: 'failed',
  refused: 'refused',
  'bad-answer': 'failed',
  aborted: 'not-asked',
}

/** How one board's power stands. A switch that does not answer is evidence, too. */
export async function collectOutlet(wish: OutletWish, options: Options): Promise<Evidence> {
  const takenAt = new Date(options.clock.now()).toISOString()
  const { node, forbidden } = wish
  const { name, reading } = await readOutlet(wish, options)
  const head = { id: `node/${node}/power`, kind: powerOutlets.kind, node, source: name, takenAt }
  const { state, failure } = reading
  if (failure)
    return {
      ...head,
      outcome: outcomes[failure.kind],
      reason: `${name}: ${failure.reason}`,
      truncated: false,
      redacted: 0,
    }
  const { outlet, flows, watts, words } = state
  const record = {
    name,
    outlet,
    flows,
    ...(watts !== undefined && { watts }),
    words: cleanLine(words),
    ...(forbidden !== undefined && { forbidden }),
  }
  return { ...head, outcome: 'answered', records: [record], truncated: false, redacted: 0 }
}

async function readOutlet(
  wish: OutletWish,
  { timeoutMilliseconds, signal }: Options,
): Promise<{ name: string; reading: PowerReading }> {
  try {
    const door = await wish.open()
    return { name: door.name, reading: await door.state({ timeoutMilliseconds, signal }) }
  } catch (error) {
    // A secret that is not there keeps one switch from answering, not the whole look.
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    return { name: 'bramble.yaml', reading: { failure: { kind: 'denied', reason: error.message } } }
  }
}
