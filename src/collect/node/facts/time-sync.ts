import { timeSync as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, type Moments, numberIn } from './reader.ts'

/** First of all, so that its words come back soonest: the clock is judged by when they came. */
export const nodeClock: Section = {
  name: 'clock',
  command: 'date +%s.%N',
  after: 'at=${answer%%.*}',
  seconds: 1,
  maxBytes: 100,
  keep: 'head',
  disk: false,
}

/** Twice the longest pause of systemd-timesyncd between two looks (PollIntervalMaxSec=2048). */
const freshSeconds = 4096

/**
 * systemd-timesyncd touches a file whenever the clock was set right (systemd-timesyncd(8),
 * FILES). Only where that says nothing timedatectl is asked, which starts a service of its own
 * for the answer and takes 100 ms.
 */
export const synchronization: Section = {
  name: 'time',
  command: `if [ -e /run/systemd/timesync/synchronized ]; then
  touched=$(stat -c %Y /run/systemd/timesync/synchronized)
  if [ $((at - touched)) -lt ${freshSeconds} ] 2>/dev/null; then echo timesyncd; return; fi
fi
command -v timedatectl >/dev/null || return 41
timedatectl show 2>&1`,
  seconds: 3,
  maxBytes: 2000,
  keep: 'head',
  disk: false,
}

export const timeSync: FactReader = {
  kind: fact.kind,
  source: 'date, timedatectl show',
  section: nodeClock.name,
  read(answers, moments) {
    const clock = clockIn(answerTo(answers, nodeClock.name).text.trim(), moments)
    const { text } = answerTo(answers, synchronization.name)
    const kept = text.startsWith('timesyncd')
    const synchronized = kept ? true : yesOrNo(text, 'NTPSynchronized')
    const ntpEnabled = kept ? true : yesOrNo(text, 'NTP')
    if (clock === undefined && synchronized === undefined)
      return absent('failed', 'the node told no time')
    return [known({ synchronized, ntpEnabled, ...clock })]
  },
}

function yesOrNo(text: string, name: string): boolean | undefined {
  const value = new RegExp(`^${name}=(yes|no)$`, 'm').exec(text)?.[1]
  return value === undefined ? undefined : value === 'yes'
}

export interface ClockReading {
  readonly clockAt: string
  readonly offsetSeconds: number
  readonly uncertaintySeconds: number
}

/** Latest time that a Date can hold, in seconds. */
const maxSeconds = 8.64e12

/**
 * The node read its clock after the login and before its words arrived: its offset lies between
 * the two differences. busybox's date knows no %N and cuts to whole seconds, which adds half a
 * second of doubt.
 */
export function clockIn(
  text: string,
  { begunAfter, heardBy }: Pick<Moments, 'begunAfter' | 'heardBy'>,
): ClockReading | undefined {
  const found = /^(\d{1,13})(?:\.(\d{1,9}))?/.exec(text)
  const whole = numberIn(found?.[1])
  if (whole === undefined || whole > maxSeconds) return undefined
  const cut = found?.[2] === undefined
  const seconds = whole + (cut ? 0.5 : Number(`0.${found?.[2]}`))
  const middle = (begunAfter + heardBy) / 2000
  return {
    clockAt: new Date(Math.round((cut ? whole : seconds) * 1000)).toISOString(),
    offsetSeconds: rounded(seconds - middle),
    uncertaintySeconds: rounded(Math.max(0, heardBy - begunAfter) / 2000 + (cut ? 0.5 : 0)),
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
