import { BrambleError } from '#src/model/error.ts'
import type { Outcome } from '#src/model/evidence.ts'
import { nodeCodeOf } from '#src/transport/kubernetes/failure.ts'

/** Every other code is a failure. */
const outcomes: ReadonlyMap<string, Outcome> = new Map([
  ['api-unreachable', 'silent'],
  ['api-timeout', 'silent'],
  ['api-cut-off', 'silent'],
  ['api-unauthorized', 'refused'],
  ['api-forbidden', 'no-permission'],
])

/** How asking ended where it ended badly. */
export function outcomeOf(error: unknown, optional = false): { outcome: Outcome; reason: string } {
  // A pause between two questions ends so when the observation's time is up.
  if (error instanceof Error && error.name === 'AbortError')
    return { outcome: 'silent', reason: 'the time was up' }
  if (!(error instanceof BrambleError)) throw error
  if (optional && error.code === 'api-not-found')
    return { outcome: 'not-applicable', reason: 'the cluster does not have it' }
  const refused = nodeCodeOf(error) === 'ECONNREFUSED'
  return {
    outcome: refused ? 'refused' : (outcomes.get(error.code) ?? 'failed'),
    reason: error.message,
  }
}
