import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** open-iscsi usr/initiator_common.c: the target did not answer when asked whether it is there. */
  noAnswer: lines('ISCSI_ERR_NOP_TIMEDOUT'),
  /** longhorn-engine pkg/backend: a copy has missed writes and is given up. */
  behind: lines('Revision conflict detected'),
  /** Longhorn's sample alerts (docs, monitoring): the state of a volume, and no word of why. */
  alerted: lines(
    'Longhorn volume ',
    /Longhorn volume \S+ on \S* ?is (?<state>Fault|Degraded) for more than/,
  ),
  /** longhorn-engine pkg/replica: the files that tell what a copy consists of are torn or gone. */
  tornCopy: lines(
    ['Error running start replica command', 'ailed to find metadata for volume-', 'volume.meta'],
    /ailed to find metadata for volume-|start replica command: .*(?:invalid character|end of JSON|\bEOF\b|\.meta: no such file)|volume\.meta.*(?:invalid character|end of JSON|\bEOF\b)/,
  ),
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
  if (found.tornCopy.length > 0)
    return unknown(
      'the files that describe a replica are torn: its node lost power or its disk was full, or the disk under it fails',
      {
        next: 'kubectl -n longhorn-system get replicas.longhorn.io,volumes.longhorn.io -o wide; on the node of that replica: df -h /var/lib/longhorn; journalctl -k | grep -iE "I/O error|EXT4-fs"; last -x reboot | head',
      },
    )
  if (found.alerted.length > 0)
    return unknown(
      'an alert tells that a volume of Longhorn lost replicas: a node or a disk that is away, or an engine that gave them up',
      {
        next: 'kubectl get nodes; kubectl -n longhorn-system get volumes.longhorn.io,replicas.longhorn.io -o wide; kubectl -n longhorn-system get events | grep -iE "unexpectedly|fault|schedul"',
      },
    )
  return noMatch
}
