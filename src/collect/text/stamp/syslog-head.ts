import { type Calendar, monthNumber, timeOfDay } from './calendar.ts'
import type { Head } from './form.ts'
import { isoLength, isoMilliseconds } from './iso.ts'
import { localMonth } from './local-month.ts'

/** `Nov 24 01:02:03`, with a fraction for short-precise. */
const short = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? /
/** The same where the machine speaks another language: `11月 24`, `24` after `Mär`, `févr.` or `окт`. */
const spoken = /^ ?(\d{1,2}[月월]|\p{L}{3,5}\.?) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? /u
/** short-full: `Tue 2026-11-24 01:02:03 UTC`. */
const full = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-)/
const zoneName = /^ ([A-Z]{2,5})(?= )/
const kernelStamp = /^\[ *(\d+\.\d{3,6})\] /

/** Offsets in hours of zone names that mean one thing in the logs we read; others are taken as local. */
const zoneHours: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  EST: -5,
  EDT: -4,
  PST: -8,
  PDT: -7,
}

/** Reads what journalctl and syslog daemons write: short, short-precise and short-full. */
export function readSyslogHead(line: string, calendar: Calendar): Head | undefined {
  // Lines come in bursts: the stamp of the line before is often this one's too.
  const known = calendar.lastStamp
  if (known && line.startsWith(known.text)) return readSender(line, known.text.length, known.moment)
  const found = short.exec(line)
  if (found) return shortHead(line, found, calendar)
  const day = full.exec(line)
  return day ? fullHead(line, day[0].length, calendar) : undefined
}

/** Reads the short form with a month in another language. */
export function readSpokenHead(line: string, calendar: Calendar): Head | undefined {
  const found = spoken.exec(line)
  return found ? shortHead(line, found, calendar) : undefined
}

function shortHead(line: string, found: RegExpExecArray, calendar: Calendar): Head | undefined {
  const [text, name = '', day, clock = '', fraction] = found
  const month = monthNumber(name) ?? localMonth(name)
  if (month === undefined) return undefined
  const short = { month, day: Number(day), time: timeOfDay(clock, fraction) }
  const at = calendar.settle(short)
  const moment = at === undefined ? { short } : { short, at }
  calendar.lastStamp = { text, moment }
  return readSender(line, text.length, moment)
}

function fullHead(line: string, dayLength: number, calendar: Calendar): Head | undefined {
  const stamp = line.slice(dayLength, dayLength + 40)
  const at = isoMilliseconds(stamp)
  if (at === undefined) return undefined
  const length = dayLength + isoLength(stamp)
  const zone = zoneName.exec(line.slice(length))
  const hours = zone ? zoneHours[zone[1] ?? ''] : undefined
  const known = / (?:UTC|GMT)$/.test(line.slice(0, length))
  const start = length + (zone?.[0].length ?? 0) + 1
  const settled = known
    ? at
    : hours === undefined
      ? calendar.settleZone(at)
      : at - hours * 3_600_000
  return readSender(line, start, { at: settled })
}

/** When a line was written, as far as what stands before its sender tells. */
type When = Pick<Head, 'at' | 'short'>

const undated: When = {}

/**
 * Reads host and program of a journal line from `start` on: `pi03 k3s[812]: `, or `k3s[812]: ` of
 * a journal printed with --no-hostname.
 */
export function readSender(line: string, start: number, { at, short }: When = undated): Head {
  const { host, program, length } = senderAt(line, start)
  const messageStart = Math.min(start + length, line.length)
  if (program === 'kernel')
    return { at, short, host, program, ...readKernelStamp(line, messageStart) }
  return { at, short, host, program, messageStart }
}

interface Sender {
  readonly host?: string | undefined
  readonly program?: string | undefined
  /** How many characters it takes with the blank behind it. */
  readonly length: number
}

/** A journal has few senders and many lines: those that name a program, by their words. */
const senders = new Map<string, Sender>()
const mostSenders = 1000
const longestKnown = 128

function senderAt(line: string, start: number): Sender {
  const end = line.indexOf(': ', start)
  if (end < 0 || end - start > longestKnown) return parseSender(line, start)
  const words = line.slice(start, end + 1)
  const known = senders.get(words)
  if (known) return known
  const sender = parseSender(line, start)
  if (sender.program === undefined) return sender
  if (senders.size >= mostSenders) senders.clear()
  senders.set(words, sender)
  return sender
}

function parseSender(line: string, start: number): Sender {
  const first = wordAt(line, start)
  const own = programOf(first)
  if (own !== undefined) return { program: own, length: first.length + 1 }
  if (first.endsWith(':')) return { length: 0 }
  const second = wordAt(line, start + first.length + 1)
  const program = programOf(second)
  // Without a program the first word may be part of the message as well as a host.
  if (program === undefined) return { length: first.length + 1 }
  const length = first.length + second.length + 2
  return isHostName(first) ? { host: first, program, length } : { program, length }
}

const longestWord = 255

function wordAt(line: string, start: number): string {
  const end = line.indexOf(' ', start)
  return line.slice(start, Math.min(end < 0 ? line.length : end, start + longestWord))
}

const programWord = /^([^\s:[\]]{1,100})(?:\[\d{1,10}\])?:$/

function programOf(word: string): string | undefined {
  return programWord.exec(word)?.[1]
}

/** A kernel line in a syslog file carries the kernel's own stamp too. */
function readKernelStamp(
  line: string,
  messageStart: number,
): Pick<Head, 'messageStart' | 'uptimeSeconds'> {
  const stamp =
    line.charCodeAt(messageStart) === openBracket
      ? kernelStamp.exec(line.slice(messageStart))
      : null
  return stamp
    ? { messageStart: messageStart + stamp[0].length, uptimeSeconds: Number(stamp[1]) }
    : { messageStart }
}

const openBracket = 0x5b

/** `<hidden>`, `localhost` and the like stand for a name that nobody is meant to read. */
export function isHostName(host: string): boolean {
  return (
    /^[A-Za-z0-9](?:[\w.-]{0,251}[A-Za-z0-9])?$/.test(host) &&
    !/^(?:localhost|hidden|redacted|hostname|host|x+)$/i.test(host)
  )
}
