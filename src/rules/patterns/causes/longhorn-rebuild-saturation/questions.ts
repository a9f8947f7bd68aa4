import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** gRPC between longhorn-manager and its instance managers, and the client of the engine. */
  pingUnanswered: lines(
    ['keepalive ping failed to receive ACK', 'eplica rebuild fail'],
    /keepalive ping failed to receive ACK|eplica rebuild fail.*(?:deadline exceeded|Client\.Timeout)/,
  ),
  /** replica_scheduler.go: a node rebuilds no more replicas at once than its limit. */
  turnAwaited: lines('reaches or exceeds the concurrent limit'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.pingUnanswered.length > 0)
    return unknown(
      'a process of Longhorn did not answer in time: rebuilds or snapshots load its node, it ended, or the network between them is cut',
      {
        next: 'uptime; cat /proc/pressure/cpu /proc/pressure/io; kubectl -n longhorn-system get pods -l longhorn.io/component=instance-manager -o wide',
      },
    )
  if (found.turnAwaited.length > 0)
    return unknown(
      'replicas wait for their turn to be rebuilt: that passes, unless the disks and the network of the nodes cannot keep up with five copies at once',
      {
        next: 'uptime; cat /proc/pressure/io; kubectl -n longhorn-system get engines.longhorn.io -o json | grep -A8 rebuildStatus; kubectl -n longhorn-system get settings.longhorn.io concurrent-replica-rebuild-per-node-limit',
      },
    )
  return noMatch
}
