import { type LogLine, lines } from '#src/model/line.ts'
import { countOf } from '../../words/control-plane.ts'

/** The balancer of the agent took the connection and had no server to hand it to. */
export const balancer = lines(
  '127.0.0.1:6444',
  /127\.0\.0\.1:6444.*(?:connection reset by peer|connection refused|EOF)/,
)
/** What it thinks of a server: failed, at each restart of that server too (servers.go). */
export const lost = lines(
  '->FAILED from ',
  /Server (?!127\.0\.0\.1|\[::1\])\S+@\w+\*?->FAILED from failed (?:dial|health check)/,
)

const restartMilliseconds = 2 * 60_000

/** A server that restarts cuts all agents off for a minute or two; more is no restart. */
export function lasts(found: readonly LogLine[]): boolean {
  const times = found.flatMap(({ firstAt = 0, lastAt = 0 }) => [firstAt, lastAt])
  if (times.includes(0)) return countOf(found) > 1
  return Math.max(...times) - Math.min(...times) > restartMilliseconds
}
