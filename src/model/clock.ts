/** Where the time comes from. Operations take one, so that an incident replays at its own time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still at `at`, for replays and tests. */
export function fixedClock(at: string | number): Clock {
  const milliseconds = typeof at === 'number' ? at : Date.parse(at)
  return { now: () => milliseconds }
}
