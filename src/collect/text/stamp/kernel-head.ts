import { type Calendar, monthNumber, timeOfDay } from './calendar.ts'
import type { Head } from './form.ts'
import { readSender } from './syslog-head.ts'

/** `[  123.456789] `, and the caller that CONFIG_PRINTK_CALLER adds: `[ T123] `. */
const uptime = /^\[ *(\d{1,9}\.\d{1,9})\](?:\[ *[TC]\d+\])? ?/
/** journalctl -o short-monotonic: the same stamp, then host and a program with its process. */
const monotonicSender = /^[^\s:[\]]+ (?:[^\s:[\]]{1,100}\[\d{1,10}\]|kernel): /
/** dmesg -T: `[Tue Nov 24 01:02:03 2026] `, in the reader's zone. */
const clock = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})\] ?/
/** dmesg -H: a minute now and then, and how much later each line is. */
const minute = /^\[([A-Z][a-z]{2}) {0,2}(\d{1,2}) (\d\d:\d\d)\] ?/
const delta = /^\[ *[+<] *\d+\.\d+>?\] ?/

/** Reads what dmesg writes, and journalctl with monotonic times. */
export function readBracketHead(line: string, calendar: Calendar): Head | undefined {
  const stamp = uptime.exec(line)
  if (stamp) return uptimeHead(line, stamp)
  const program = 'kernel'
  const dated = clock.exec(line)
  if (dated) {
    const month = monthNumber(dated[1] ?? '')
    if (month === undefined) return undefined
    const midnight = Date.UTC(Number(dated[4]), month - 1, Number(dated[2]))
    const at = calendar.settleZone(midnight + timeOfDay(dated[3] ?? ''))
    return { at, program, messageStart: dated[0].length }
  }
  const human = minute.exec(line)
  if (human) return minuteHead(human, calendar)
  const later = delta.exec(line)
  return later ? { program, messageStart: later[0].length } : undefined
}

function uptimeHead(line: string, stamp: RegExpExecArray): Head {
  const uptimeSeconds = Number(stamp[1])
  const start = stamp[0].length
  if (monotonicSender.test(line.slice(start, start + 300)))
    return { ...readSender(line, start), uptimeSeconds }
  return { uptimeSeconds, program: 'kernel', messageStart: start }
}

function minuteHead(human: RegExpExecArray, calendar: Calendar): Head | undefined {
  const month = monthNumber(human[1] ?? '')
  if (month === undefined) return undefined
  const moment = { month, day: Number(human[2]), time: timeOfDay(`${human[3]}:00`) }
  const at = calendar.settle(moment)
  return { program: 'kernel', messageStart: human[0].length, ...(at !== undefined && { at }) }
}
