import type { Outcome } from '#src/model/evidence.ts'
import type { SshFailure, SshFailureKind } from '#src/transport/ssh/failure.ts'

const outcomes: Readonly<Record<SshFailureKind, Outcome>> = {
  'connect-timeout': 'silent',
  refused: 'refused',
  'no-route': 'silent',
  'name-unknown': 'failed',
  'host-key-unknown': 'refused',
  'host-key-changed': 'refused',
  'permission-denied': 'no-permission',
  'login-silent': 'silent',
  closed: 'refused',
  silent: 'silent',
  cut: 'failed',
  aborted: 'not-asked',
  local: 'failed',
}

/** What a failed session means for what was asked in it. */
export function outcomeOf({ kind }: SshFailure): Outcome {
  return outcomes[kind]
}

/** A login that worked, and yet no program ran: a restricted account, or no sh. */
export function shellFailure(said: string): string {
  const words = said.trim().split('\n').at(-1)?.slice(0, 200)
  return `logged in, but no shell ran the program${words ? `: ${words}` : ''}`
}
