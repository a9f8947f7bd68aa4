import { type LogLine, lines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'

/**
 * How long a container lived, beside how long its probe lets it: a program that stops by itself
 * does not do so on the second on which the probe has failed for the last time.
 */

/** `Started:` and `Finished:` of a container that ended, in kubectl's words and in the API's. */
export const begun = lines(['tarted:', 'startedAt'], /\b[Ss]tarted(?:At)?"?:\s+"?(?<at>\S.*?)"?,?$/)
export const ended = lines(
  ['inished:', 'finishedAt'],
  /\b[Ff]inished(?:At)?"?:\s+"?(?<at>\S.*?)"?,?$/,
)
/** `Liveness: … delay=30s timeout=1s period=10s #success=1 #failure=3` of kubectl describe. */
export const described = lines(
  '#failure=',
  /(?:Liveness|Startup):.* delay=(?<delay>\d+)s timeout=(?<timeout>\d+)s period=(?<period>\d+)s .*#failure=(?<failures>\d+)/,
)
/** The same of a manifest, one line each, or of a note. */
export const delay = lines('initialDelaySeconds', /initialDelaySeconds"?[:=]\s*(?<value>\d+)/)
export const period = lines('periodSeconds', /periodSeconds"?[:=]\s*(?<value>\d+)/)
export const failures = lines('failureThreshold', /failureThreshold"?[:=]\s*(?<value>\d+)/)

export interface Life {
  readonly begun: readonly LogLine[]
  readonly ended: readonly LogLine[]
  readonly described: readonly LogLine[]
  readonly delay: readonly LogLine[]
  readonly period: readonly LogLine[]
  readonly failures: readonly LogLine[]
}

/** terminationGracePeriodSeconds, where nobody set it. */
const graceSeconds = 30

/** The lines that show a life as long as the probe allows; none if they show another one. */
export function endedOnProbe(life: Life): Reason[] {
  const seconds = lifeSeconds(life)
  const probe = probeOf(life)
  if (seconds === undefined || probe === undefined) return []
  // The kubelet begins its round at a random moment of the first period (prober/worker.go).
  const earliest = probe.delay + (probe.failures - 1) * probe.period
  const latest = probe.delay + probe.failures * (probe.period + probe.timeout) + graceSeconds
  if (seconds < earliest || seconds > latest) return []
  return [...life.begun, ...life.ended, ...probe.from]
}

function lifeSeconds({ begun, ended }: Life): number | undefined {
  const [end] = ended
  if (end === undefined) return undefined
  const until = Date.parse(end.groups['at'] ?? '')
  const lives = begun
    .map(({ groups }) => (until - Date.parse(groups['at'] ?? '')) / 1000)
    .filter((seconds) => seconds > 0)
  return lives.length > 0 ? Math.min(...lives) : undefined
}

interface Probe {
  readonly delay: number
  readonly period: number
  readonly timeout: number
  readonly failures: number
  readonly from: readonly Reason[]
}

function probeOf(life: Life): Probe | undefined {
  const [told] = life.described
  if (told) {
    const of = (name: string) => Number(told.groups[name])
    return {
      delay: of('delay'),
      period: of('period'),
      timeout: of('timeout'),
      failures: of('failures'),
      from: [told],
    }
  }
  const period = first(life.period)
  const failures = first(life.failures)
  if (period === undefined || failures === undefined) return undefined
  const from = [...life.delay, ...life.period, ...life.failures]
  return { delay: first(life.delay) ?? 0, period, timeout: 1, failures, from }
}

function first([line]: readonly LogLine[]): number | undefined {
  return line && Number(line.groups['value'])
}
