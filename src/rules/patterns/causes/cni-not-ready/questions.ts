import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** flannel pkg/backend/vxlan. */
  routeNotSet: lines('failed to add vxlanRoute'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.routeNotSet.length > 0)
    return unknown(
      "flannel could not set the way to another node's pods: its own device is down, or the node's network went",
      {
        next: 'ip -d link show flannel.1; ip route | grep flannel; ip -br address; journalctl -k | grep -i "link is"',
      },
    )
  return noMatch
}
