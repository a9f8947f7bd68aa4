import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** The API server, of a token that it did not sign. */
  badToken: lines(
    'Unable to authenticate the request',
    // One that has run out, or of a login service, was signed as it should be.
    /^(?!.*(?:token (?:has|is) expired|not valid yet|oidc: )).*(?:invalid bearer token|cryptographic primitive)/,
  ),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.badToken.length > 0)
    return unknown(
      'a token was signed by another key: a pod from before a restore or a new key, or a stranger to this cluster',
      {
        next: 'kubectl get pods -A --sort-by=.metadata.creationTimestamp; ls -l /var/lib/rancher/k3s/server/tls/service*.key',
      },
    )
  return noMatch
}
