import type { Calendar } from './calendar.ts'
import type { Head } from './form.ts'
import { readIsoHead, readUnixHead } from './iso-head.ts'
import { readBracketHead } from './kernel-head.ts'
import { readProgramHead } from './program-head.ts'
import { readSpokenHead, readSyslogHead } from './syslog-head.ts'

/**
 * What a paste puts before a line: mail quoting, a list bullet, a Markdown tick, the file name and
 * line number of grep, the priority of `dmesg -r` and `dmesg -x`.
 */
const wrapping =
  /^[\s>|]*(?:[-*•] +)?`*(?:[^\s:[\]{}"'=]{1,200}[:-])?(?:\d{1,9}[:-])?\s*(?:<\d{1,3}>(?!1 )|[a-z]+ *:[a-z]+ *: )?/

/**
 * Reads the head of a log line in any form that Bramble knows.
 *
 * @param line without control characters
 * @returns undefined where the line does not begin like a log record
 */
export function readHead(line: string, calendar: Calendar): Head | undefined {
  const head = readBare(line, calendar)
  if (head) return head
  const skipped = wrapping.exec(line)?.[0].length ?? 0
  if (skipped === 0) return undefined
  const inner = readBare(line.slice(skipped), calendar)
  return inner && { ...inner, messageStart: inner.messageStart + skipped }
}

/**
 * Whose line it is, before its time: Longhorn's instance manager names the engine, replica or
 * itself, `kubectl logs --prefix` pod and container. Engines and replicas differ in little but that
 * name, so it stays a part of the message.
 */
const source = /^\[[A-Za-z][\w./-]{0,253}\] +(?=\d{4}[-/]|(?:time|ts)=|[IWEF]\d{4} |\{")/
/** A time in brackets, without the kernel's form: `[2026-11-24 01:02:03,456] `. */
const bracketed = /^\[(?=\d{4}[-/]\d\d[-/]\d\d[T ])[^\]]{19,40}\] ?/

function readBracketed(line: string, calendar: Calendar): Head | undefined {
  const named = source.exec(line)?.[0].length
  if (named !== undefined) {
    const inner = readBare(line.slice(named), calendar)
    return inner && { ...inner, messageStart: 0 }
  }
  const time = bracketed.exec(line)?.[0].length
  if (time === undefined) return readBracketHead(line, calendar)
  const at = readIsoHead(line.slice(1), calendar)?.at
  return { messageStart: time, ...(at !== undefined && { at }) }
}

function readBare(line: string, calendar: Calendar): Head | undefined {
  const first = line.charCodeAt(0)
  if (first === openBracket) return readBracketed(line, calendar)
  if (first >= digitZero && first <= digitNine)
    return readIsoHead(line, calendar) ?? readUnixHead(line) ?? readWords(line, calendar)
  if (first === lessThan) return readIsoHead(line, calendar)
  if (first >= letterA && first <= letterZ)
    return readSyslogHead(line, calendar) ?? readWords(line, calendar)
  return readWords(line, calendar)
}

function readWords(line: string, calendar: Calendar): Head | undefined {
  return readSpokenHead(line, calendar) ?? readProgramHead(line, calendar)
}

const openBracket = 0x5b
const digitZero = 0x30
const digitNine = 0x39
const lessThan = 0x3c
const letterA = 0x41
const letterZ = 0x5a
