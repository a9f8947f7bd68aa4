/**
 * Why a switch did not do or say what it was asked. `timeout`: nothing came in time. `denied`: it
 * wants another password. `unknown-outlet`: it has no such port. `unsupported`: no device of its
 * kind can do this. `refused`: it understood and did not do it.
 */
type PowerFailureKind =
  | 'timeout'
  | 'unreachable'
  | 'certificate'
  | 'denied'
  | 'unknown-outlet'
  | 'unsupported'
  | 'refused'
  | 'bad-answer'
  | 'aborted'

export interface PowerFailure {
  readonly kind: PowerFailureKind
  /** A few words for the reader, never with a secret in them. */
  readonly reason: string
  readonly next?: string
}

/** What a device says of one outlet. */
export interface PowerState {
  /** How its own switch stands. This is no proof: a welded relay says "off", too. */
  readonly outlet: 'on' | 'off' | 'unknown'
  /** Whether power flows, as far as the device measures it. Only this proves anything. */
  readonly flows: 'yes' | 'no' | 'unknown'
  readonly watts?: number
  /** What the device counts of this port, by its own names. */
  readonly counters?: Readonly<Record<string, number>>
  /** In words: `on, 4.2 W`. */
  readonly words: string
}

export type PowerReading =
  | { readonly state: PowerState; readonly failure?: undefined }
  | { readonly state?: undefined; readonly failure: PowerFailure }

export interface PowerOptions {
  readonly timeoutMilliseconds: number
  readonly signal: AbortSignal
}

/**
 * The way to the power of one board. Expected trouble is a `failure`, never an exception. That a
 * device took a request does not mean that power fell: ask `state` for that.
 */
export interface PowerDoor {
  /** `closet port 3` */
  readonly name: string
  state(options: PowerOptions): Promise<PowerReading>
  off(options: PowerOptions): Promise<PowerFailure | undefined>
  on(options: PowerOptions): Promise<PowerFailure | undefined>
  /**
   * Off, and on again after about so many seconds by the device itself: power comes back even if
   * Bramble does not. Absent where no device of the kind can.
   */
  cycle?(seconds: number, options: PowerOptions): Promise<PowerFailure | undefined>
}

/** Below it a meter says that nothing runs: a Pi that is off but fed draws about this much. */
const leastWatts = 0.5

/** What a meter tells about whether power flows. */
export function measured(outlet: PowerState['outlet'], watts: number | undefined): PowerState {
  if (watts === undefined) return { outlet, flows: 'unknown', words: `${outlet}, not measured` }
  const flows = watts >= leastWatts ? 'yes' : 'no'
  return { outlet, flows, watts, words: `${outlet}, ${watts.toFixed(1)} W` }
}
