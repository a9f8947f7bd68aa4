import { cleanText } from '../../model/text.ts'
import type { Head } from './stamp/form.ts'
import { isHostName } from './stamp/syslog-head.ts'

/** One record of `journalctl -o json`, as Bramble reads it. */
export interface JournalRecord {
  /** Lines of the message; each stands for one line of the short form. */
  readonly lines: readonly { readonly text: string; readonly head: Head }[]
  readonly bootId: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

const mostMessageBytes = 65_536
const mostLines = 200
const recordStart = /^\s*\{.{0,4000}?"(?:__REALTIME_TIMESTAMP|__CURSOR|_BOOT_ID)" ?:/s

/** Whether a text is a journal in JSON, one record a line. */
export function isJournalJson(beginning: string): boolean {
  return recordStart.test(beginning)
}

/**
 * Reads one record: fields as systemd.journal-fields(7) names them. The message is a text, or a
 * list of bytes where it holds others than printable UTF-8.
 *
 * @returns undefined for what is no record, a cut line for example
 */
export function readJournalRecord(line: string): JournalRecord | undefined {
  const fields = parseRecord(line)
  const message = fields && messageOf(fields.MESSAGE)
  if (fields === undefined || message === undefined) return undefined
  const { head, prefix } = headOf(fields)
  const lines = cleanText(message).split('\n').slice(0, mostLines)
  return {
    lines: lines.map((text) => ({ text: prefix + text, head })),
    bootId: textOf(fields._BOOT_ID),
  }
}

/** The head, and what the short form with a full date would put before the message. */
function headOf(fields: Fields): { head: Head; prefix: string } {
  const program = programOf(fields)
  const host = textOf(fields._HOSTNAME)
  const process = textOf(fields.SYSLOG_PID) ?? textOf(fields._PID)
  const at = timeOf(fields)
  const parts = [
    at === undefined ? undefined : new Date(at).toISOString(),
    host,
    program && `${program}${process ? `[${process}]` : ''}:`,
  ].filter((part) => part !== undefined)
  const prefix = parts.map((part) => `${part} `).join('')
  return {
    prefix,
    head: {
      messageStart: prefix.length,
      ...(at !== undefined && { at }),
      ...(host !== undefined && isHostName(host) && { host }),
      ...(program !== undefined && { program }),
    },
  }
}

/** Milliseconds since the epoch, of a field in microseconds. */
function timeOf(fields: Fields): number | undefined {
  const text = textOf(fields.__REALTIME_TIMESTAMP) ?? textOf(fields._SOURCE_REALTIME_TIMESTAMP)
  const microseconds = Number(text)
  return microseconds > 0 && microseconds < 8e18 ? Math.floor(microseconds / 1000) : undefined
}

/** A line of `journalctl -o json`; undefined for what is none: a cut line, a word of a shell. */
export function parseRecord(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** A message as text, also where it came as numbers because it is no UTF-8. */
export function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, mostMessageBytes)
  if (!Array.isArray(value)) return undefined
  const isBytes = value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
  // A field that a record has twice is a list of texts: the last one counts.
  if (!isBytes) return messageOf(value.findLast((one) => typeof one === 'string'))
  return Buffer.from(value.slice(0, mostMessageBytes) as number[]).toString('utf8')
}

function programOf(fields: Fields): string | undefined {
  if (fields._TRANSPORT === 'kernel') return 'kernel'
  return textOf(fields.SYSLOG_IDENTIFIER) ?? textOf(fields._COMM)
}

export function textOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.at(-1) : value
  return typeof text === 'string' && text !== '' ? text : undefined
}
