import type { LogLine } from '#src/model/line.ts'
import { match, type PatternOutcome, unknown } from '#src/model/verdict.ts'

const givesReason = /ailed to (?:pull|resolve)/
const reasonOfPull = 'kubectl describe pod POD | grep -A3 "Failed to pull"'

/** The kubelet's summary says it of the image; a reason that was begun and cut off may be any. */
export function notPulled(pullFails: readonly LogLine[]): PatternOutcome {
  return pullFails.some(({ text }) => givesReason.test(text))
    ? unknown('an image is not pulled, and the reason is cut off', { next: reasonOfPull })
    : match('suspected', pullFails, { decides: reasonOfPull })
}

export const notReached = unknown(
  'the address of the registry does not answer: is the way out of this node closed, or the registry down?',
  {
    next: 'curl -sSm 9 -o /dev/null -w "%{http_code}\\n" https://registry-1.docker.io/v2/; ip route',
  },
)
