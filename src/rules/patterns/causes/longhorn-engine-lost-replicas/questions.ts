import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** open-iscsi usr/initiator_common.c: the target did not answer when asked whether it is there. */
  noAnswer: lines('ISCSI_ERR_NOP_TIMEDOUT'),
  /** longhorn-engine pkg/backend: a copy has missed writes and is given up. */
  behind: lines('Revision conflict detected'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.noAnswer.length > 0)
    return unknown(
      'a volume did not answer for some seconds: its engine died, or the node that it runs on is too busy',
      {
        next: 'journalctl -k | grep -iE "session recovery|conn error|I/O error"; kubectl -n longhorn-system get volumes.longhorn.io; uptime',
      },
    )
  if (found.behind.length > 0)
    return unknown(
      'a replica has missed writes and is left out: after a restart of its node, or because it lost its engine?',
      { next: 'kubectl -n longhorn-system get replicas.longhorn.io,volumes.longhorn.io -o wide' },
    )
  return noMatch
}
