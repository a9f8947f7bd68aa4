import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { timeSync } from '#src/model/facts/node.ts'
import { type LogLine, lines } from '#src/model/line.ts'

/**
 * A refused certificate names two times: the clock of whoever checked, and the end (`after`) or
 * the beginning (`before`) of the certificate. What they are to each other, and to the time of the
 * observation, decides between a certificate and a clock. Words: Go crypto/x509 verify.go.
 */
export const refusedDates = lines(
  [
    'has expired or is',
    'or is not yet valid',
    ' is before 2',
    ' is before 1',
    ' is after 2',
    ' is after 1',
  ],
  // Long lines are pasted cut or wrapped: the times may stand alone, and the words without times.
  /(?<clock>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)\S* is (?<side>before|after) (?<bound>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?|[12]\d{3}[-\dT:]*\W*$)|(?:has expired or is|or is not yet valid)(?!.* is (?:before|after) \d{4}-)/,
)

/** The same by OpenSSL, the alert of TLS, the kubelet, kubeadm, and `k3s certificate check` (pkg/cli/cert). */
export const expired = lines(
  [
    'certificate has expired',
    'ertificate expired',
    'certificate is expired',
    'expired certificate',
    'alert certificate expired',
    'bootstrap client certificate',
    'CERT_HAS_EXPIRED',
    'expired at 20',
    'EXPIRED',
    '<invalid>',
  ],
  /^(?!.*(?:or is not yet valid|has expired or is)).*(?:\.crt\s.*\sEXPIRED|UTC\s+<invalid>|certificate .* expired at 20|certificate has expired|[Cc]ertificate expired|certificate is expired|certificate.* is expired|expired certificate|CERT_HAS_EXPIRED)/,
)

/** The event K3s writes from 120 days before the end on. */
export const expiringSoon = lines([
  'CertificateExpirationWarning',
  'ertificates require renewal',
  'certificates expiring within',
  // Alerts of kubernetes-mixin.
  'KubeClientCertificateExpiration',
  'KubeletClientCertificateExpiration',
  'KubeletServerCertificateExpiration',
])

const hour = 3_600_000
/** K3s's leaf certificates live one year; whoever meets one two years after its end is rare. */
const doubtfulAfter = 2 * 365 * 24 * hour

/** K3s's first release; no log of its clusters is older (k3s-io/k3s, v0.1.0). */
const firstK3s = Date.parse('2019-02-26T00:00:00Z')
/** The time that the program stamped on its own line: logrus, or an ISO time at the beginning. */
const ownTime = /(?:\btime="|^[A-Z]{4}\[|^)(?<stamp>\d{4}-\d\d-\d\dT[\d:.]+Z?)/

/** The line says itself that it was written before there were such clusters. */
function isBeforeK3s(text: string): boolean {
  return Date.parse(ownTime.exec(text)?.groups?.['stamp'] ?? '') < firstK3s
}

export interface Dates {
  /** Ended, by a clock that may well be right. */
  readonly after: LogLine[]
  /** Not begun, or judged by a clock ahead of the observation or of a year before K3s. */
  readonly wrongClock: LogLine[]
  /** Ended years ago by that clock: the clock is as likely. */
  readonly doubtful: LogLine[]
  /** The line is cut, or its Go is too old to state times. */
  readonly unstated: LogLine[]
}

/** Sorts refused certificates by what their times say. `now` is the observation's time. */
export function judgeTimes(refused: readonly LogLine[], now: number): Dates {
  const dates: Dates = { after: [], wrongClock: [], doubtful: [], unstated: [] }
  for (const line of refused) kindOf(line, now, dates).push(line)
  return dates
}

function kindOf({ text, groups }: LogLine, now: number, dates: Dates): LogLine[] {
  const clock = Date.parse(groups['clock'] ?? '')
  const bound = Date.parse(groups['bound'] ?? '')
  if (groups['side'] === 'before' || clock < firstK3s || isBeforeK3s(text)) return dates.wrongClock
  if (Number.isNaN(clock) || Number.isNaN(bound)) return dates.unstated
  // Nobody can write down tomorrow's time: that clock ran ahead of the one that observes.
  if (clock > now + 24 * hour) return dates.wrongClock
  return clock - bound > doubtfulAfter ? dates.doubtful : dates.after
}

type Clock = z.infer<typeof timeSync.schema> & Origin

const toleratedSeconds = 300

/** The node's clock was measured and is off by more than a certificate forgives. */
export function clockIsOff(clocks: readonly Clock[], now: number): boolean {
  return clocks.some((clock) => offSeconds(clock, now) > toleratedSeconds)
}

/** By how much a clock is surely off; what was pasted lies in the past, so only a lead counts. */
export function offSeconds(clock: Clock, now: number): number {
  const { offsetSeconds, uncertaintySeconds = 0, clockAt } = clock
  if (offsetSeconds !== undefined) return Math.max(0, Math.abs(offsetSeconds) - uncertaintySeconds)
  const leadMilliseconds = Date.parse(clockAt ?? '') - now
  return leadMilliseconds > 24 * hour ? leadMilliseconds / 1000 : 0
}
