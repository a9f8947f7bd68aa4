import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** net/bridge/br_fdb.c: a packet comes in that this bridge seems to have sent. */
  ownSource: lines('with own address as source address'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.ownSource.length > 0)
    return unknown(
      'packets come back to the bridge that sent them: a loop, one hardware address used twice, or a pod that talks to itself',
      {
        next: 'bridge link; bridge fdb show br cni0; ip -br link; journalctl -k | grep -c "own address"',
      },
    )
  return noMatch
}
