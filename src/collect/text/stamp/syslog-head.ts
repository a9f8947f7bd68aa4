import { type Calendar, monthNumber, timeOfDay } from './calendar.ts'
import type { Head } from './form.ts'
import { isoLength, isoMilliseconds } from './iso.ts'

/** `Nov 24 01:02:03`, with a fraction for short-precise. */
const short = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? /
/** short-full: `Tue 2026-11-24 01:02:03 UTC`. */
const full = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-)/
const zoneName = /^ ([A-Z]{2,5})(?= )/
/** Host, then program with its process, then the message. A line may have no program. */
const sender = /^(\S+) (?:([^\s:[\]]{1,100})(?:\[\d{1,10}\])?: ?)?/
/** A journal printed with --no-hostname: the program stands where the host would. */
const senderOnly = /^([^\s:[\]]{1,100})(?:\[\d{1,10}\])?: /
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
  const found = short.exec(line)
  if (found) return shortHead(line, found, calendar)
  const day = full.exec(line)
  return day ? fullHead(line, day[0].length, calendar) : undefined
}

function shortHead(line: string, found: RegExpExecArray, calendar: Calendar): Head | undefined {
  const month = monthNumber(found[1] ?? '')
  if (month === undefined) return undefined
  const moment = { month, day: Number(found[2]), time: timeOfDay(found[3] ?? '', found[4]) }
  const at = calendar.settle(moment)
  const rest = readSender(line, found[0].length)
  return { ...rest, short: moment, ...(at !== undefined && { at }) }
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
  return { ...readSender(line, start), at: settled }
}

/** Reads host and program of a journal line from `start` on. */
export function readSender(line: string, start: number): Head {
  const rest = line.slice(start, start + 300)
  const only = senderOnly.exec(rest)
  const found = only ?? sender.exec(rest)
  if (!found) return { messageStart: start }
  const host = only ? undefined : found[1]
  const program = only ? found[1] : found[2]
  // Without a program the first word may be part of the message as well as a host.
  if (program === undefined) return { messageStart: start }
  const messageStart = start + found[0].length
  const stamp = program === 'kernel' ? kernelStamp.exec(line.slice(messageStart)) : null
  return {
    ...(host !== undefined && isHostName(host) && { host }),
    program,
    messageStart: messageStart + (stamp?.[0].length ?? 0),
    ...(stamp && { uptimeSeconds: Number(stamp[1]) }),
  }
}

/** `<hidden>`, `localhost` and the like stand for a name that nobody is meant to read. */
export function isHostName(host: string): boolean {
  return (
    /^[A-Za-z0-9](?:[\w.-]{0,251}[A-Za-z0-9])?$/.test(host) &&
    !/^(?:localhost|hidden|redacted|hostname|host|x+)$/i.test(host)
  )
}
