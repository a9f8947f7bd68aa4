import { timeSync } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { clockIsOff, judgeTimes, offSeconds, refusedDates } from '../../words/validity.ts'
import { ask, questions } from './questions.ts'
import { clocksApart, localRtc, onBoard, universal } from './rtc.ts'
import { sentences } from './told.ts'

/** apt, OpenSSL, JSON web tokens and K3s, each about a time that lies ahead of theirs. */
const fromFuture = lines(
  [
    'is not valid yet',
    'is not yet valid',
    'not valid yet',
    'token used before issued',
    'token issued in the future',
    "time isn't set properly",
    'ignature not yet current',
    // The words of Go's refusal without its times.
    'current time is before',
  ],
  /^(?!.*has expired or is not yet valid).*(?:current time is before (?!\d)|not valid yet|not yet valid|before issued|in the future|isn't set properly|not yet current)/,
)
/** S3 and its kin, and Kerberos: the other side compared both clocks, and refused. */
const refusedForTime = lines([
  'RequestTimeTooSkewed',
  'request time and the current time is too large',
  "request time and the server's time is too large",
  'Clock skew too great',
])

/** Members of etcd, chrony, ntpd, Ceph and Prometheus's node alerts that measured a difference. */
const measured = lines(
  [
    'prober found high clock drift',
    'the clock difference against peer',
    'System clock wrong by',
    'Clock skew detected',
    'clock skew detected',
    'ClockSkewDetected',
    'time correction of ',
    'of NTP time',
    'exceeds the allowed maximum',
  ],
  // A daemon that starts finds seconds, and corrects them; `chronyc tracking` always shows some.
  /^(?!.*(?:clock wrong by -?\d{1,2}\.|System time\s*: \d?\.)).*(?:drift|clock difference|wrong by|[Ss]kew ?[Dd]etected|exceeds sanity limit|Adjustment of \S+ seconds exceeds the allowed maximum|System time\s*: \d{2,}\.\d+ seconds (?:slow|fast))/,
)

/**
 * drivers/rtc: the clock on the board lost its time, its battery is empty or was never there.
 * Nothing is wrong with the node's clock as soon as a time server answered.
 */
const lostTime = lines(
  [
    'oscillator failed, set time',
    'oscillator stop detected',
    'Power loss detected, invalid time',
    'date/time is not reliable',
    'unable to read the hardware clock',
    'no selectable sources',
    "Can't synchronise: no majority",
  ],
  /\brtc|chronyd?/,
)

const keptByNobody = lines([
  'System clock synchronized: no',
  'NTP service: inactive',
  'NTPSynchronized=no',
  'NTP synchronized: no',
  'Timed out waiting for reply from',
  'ClockNotSynchronising',
  'Leap status     : Not synchronised',
])

const reads = {
  ...questions,
  timeSync,
  refusedDates,
  fromFuture,
  refusedForTime,
  measured,
  lostTime,
  keptByNobody,
  universal,
  onBoard,
  localRtc,
}

export default definePattern({
  id: 'clock-skew',
  title: "The node's clock is wrong, so valid certificates are refused",
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  explains: {
    onSameNode: [
      'cert-expired',
      'cert-not-trusted',
      'server-unreachable-from-agent',
      'k3s-restarting',
      'node-silent',
    ],
    anywhere: ['api-not-ready', 'etcd-quorum-or-member', 'image-unusable', 'pods-not-well'],
  },
  rivals: [
    {
      cause: 'cert-expired',
      tell: 'The message says `is after` and its current time is the time of day. A line stamped before February 2019 is older than K3s: that is the clock.',
    },
    {
      cause: 'cert-not-trusted',
      tell: '`signed by unknown authority`: the times are not the matter.',
    },
  ],
  remedy: 'set-clock',
  docs: {
    meaning:
      'A certificate is valid from one time to another. A node whose clock is behind meets certificates that have not begun, one that is ahead meets certificates that seem to have ended. A Raspberry Pi without a battery starts at the time of its last shutdown until a time server answers.',
    impact:
      'TLS fails in all directions: K3s cannot join, images cannot be pulled. Never rotate certificates before the clock is right: they would be born with the wrong dates.',
    diagnosis: 'On {node}, `date -u; timedatectl` and compare with a clock that you trust.',
    mitigation:
      'Let a time server be reached: `timedatectl set-ntp true`, UDP port 123 open, or chrony with a server in your network. Then restart K3s on the node. Certificates that were made with the wrong clock have to be made again.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/rtc/rtc-ds1307.c',
      'https://gitlab.com/chrony/chrony/-/blob/master/reference.c',
      'https://github.com/k3s-io/k3s/issues/5163',
      'https://github.com/rancher/k3os/issues/260',
      'https://github.com/kubernetes-sigs/cluster-api/issues/4304',
      'https://docs.k3s.io/installation/requirements',
      'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    ],
  },

  match(evidence, { now }) {
    const { timeSync, refusedDates, fromFuture, refusedForTime, measured, keptByNobody } = evidence
    const dates = judgeTimes(refusedDates, now)
    const off = timeSync
      .filter((clock) => clockIsOff([clock], now))
      .map((clock) => because(clock, `the clock is ${Math.round(offSeconds(clock, now))} s off`))
    const unkept: Reason[] = [
      ...keptByNobody,
      ...timeSync
        .filter((clock) => clock.synchronized === false)
        .map((clock) => because(clock, 'nothing keeps the clock synchronized')),
    ]
    const refused: Reason[] = [...dates.wrongClock, ...fromFuture, ...refusedForTime]
    const sure = off.length > 0 || dates.wrongClock.length > 0 || unkept.length > 0
    if (off.length + refused.length > 0)
      return match(sure ? 'confirmed' : 'suspected', [...off, ...refused, ...measured, ...unkept])
    const doubtful = [...dates.doubtful, ...apartAndUnkept(evidence, unkept)]
    if (doubtful.length > 0) return match('suspected', [...doubtful, ...unkept])
    if (unkept.length > 0 && refusedDates.length > 0)
      return unknown('a certificate was refused for its dates, and nothing keeps the clock right', {
        next: 'date -u; timedatectl',
      })
    if (measured.length > 0)
      return match('suspected', [...measured, ...unkept], { severity: 'warning' })
    return fromStart(evidence)
  },
})

/** A clock that somebody keeps is right; the board's own is then set by it at the next shutdown. */
function apartAndUnkept(evidence: Read<typeof reads>, unkept: readonly Reason[]): Reason[] {
  return unkept.length > 0 ? clocksApart(evidence) : []
}

/** A clock that somebody keeps right since may have started wrong. */
function fromStart(evidence: Read<typeof reads>) {
  const { lostTime, timeSync } = evidence
  if (timeSync.some((clock) => clock.synchronized)) return noMatch
  return lostTime.length > 0 ? mayBeOff : ask(evidence)
}

const mayBeOff = unknown('the clock lost its time at a start, or finds nobody to learn it from', {
  next: 'timedatectl; chronyc tracking; date -u',
})
