import type { Calendar } from './calendar.ts'
import type { Head } from './form.ts'
import { isoMilliseconds } from './iso.ts'

/** logrus, slog, go-kit: `time="2026-11-24T01:02:03Z" level=…`, `ts=…`; they quote or do not. */
const logrus = /^(?:time|ts)="?(\d{4}-[^" ]{10,40})"?(?: |$)/
/** zap, as etcd writes it: a time as text, or seconds since the epoch as a number. */
const zap = /"(?:ts|time|timestamp)" ?: ?(?:"([^"]{10,40})"|(\d{9,10}(?:\.\d+)?))/
/** klog: severity, month, day, time, process, file and line. */
const klog = /^[IWEF](\d\d)(\d\d) (\d\d:\d\d:\d\d)\.(\d{6}) +\d+ [^\s\]]+\] ?/
/** logrus at a terminal counts seconds since the start of the program: `FATA[0000] …`. */
const terminal = /^(?:TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{4,}\] /
/** logrus and zap cut by who pasted them: still the beginning of a record. */
const levelled = /^(?:level=[a-z]+ |\{"level":)/
/** A time without a day, and words that name the kernel: `07:45:58 kernel: …`, `kernel: [ 1.2]`. */
const named = /^(?:\d\d:\d\d:\d\d(?:\.\d+)? )?([a-z][\w@./-]{1,40})(?:\[\d+\])?: (?=\S)/
const kernelStamp = /^\[ *(\d+\.\d+)\] /
const searchedCharacters = 1024

/**
 * Reads times that programs themselves put into their messages, with no journal before them.
 * klog leaves out the year.
 */
export function readProgramHead(line: string, calendar: Calendar): Head | undefined {
  const found = klog.exec(line)
  if (found) return klogHead(found, calendar)
  const at = innerTime(line)
  if (at !== undefined) return { at, messageStart: 0 }
  if (terminal.test(line) || levelled.test(line)) return { messageStart: 0 }
  return namedHead(line)
}

/** The full time that a logrus or zap message carries; milliseconds since the epoch. */
function innerTime(message: string): number | undefined {
  const text = innerTimeText(message)
  if (text !== undefined) return isoMilliseconds(text)
  if (!message.startsWith('{')) return undefined
  const seconds = zap.exec(message.slice(0, searchedCharacters))?.[2]
  return seconds === undefined ? undefined : Math.floor(Number(seconds) * 1000)
}

/** The same, as it is written; undefined where the message carries none with a date. */
export function innerTimeText(message: string): string | undefined {
  if (message.startsWith('{')) return zap.exec(message.slice(0, searchedCharacters))?.[1]
  return logrus.exec(message)?.[1]
}

function klogHead(found: RegExpExecArray, calendar: Calendar): Head {
  const [head, month, day, clock = '', fraction = ''] = found
  const [hours, minutes, seconds] = clock.split(':').map(Number)
  const time =
    ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000 +
    Math.floor(Number(fraction) / 1000)
  const at = calendar.settle({ month: Number(month), day: Number(day), time })
  return { ...(at !== undefined && { at }), messageStart: head.length }
}

function namedHead(line: string): Head | undefined {
  const found = named.exec(line)
  if (!found) return undefined
  const [head, program = ''] = found
  // Any message may begin with a word and a colon; only the kernel's is certain without a process.
  if (program !== 'kernel' && !head.includes('[')) return undefined
  const stamp = program === 'kernel' ? kernelStamp.exec(line.slice(head.length)) : null
  return {
    program,
    messageStart: head.length + (stamp?.[0].length ?? 0),
    ...(stamp && { uptimeSeconds: Number(stamp[1]) }),
  }
}
