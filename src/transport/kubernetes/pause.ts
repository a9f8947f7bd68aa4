import { setTimeout as sleep } from 'node:timers/promises'
import { BrambleError, clusterError } from '#src/model/error.ts'

/** @throws BrambleError where the signal aborts */
export async function pauseFor(
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch {
    throw interruption(signal)
  }
}

/** The caller's own limit is a silence of the server; anything else is the caller's wish. */
export function interruption(signal: AbortSignal | undefined): BrambleError {
  const reason: unknown = signal?.reason
  if (reason instanceof BrambleError) return reason
  if (reason instanceof Error && reason.name === 'TimeoutError')
    return clusterError('api-timeout', 'The API did not answer before the time was up.', {
      next: 'Give it more time with --timeout.',
    })
  return clusterError('interrupted', 'Stopped on request.')
}
