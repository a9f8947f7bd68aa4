import { cleanLine } from '#src/model/text.ts'
import { messageOf, parseRecord, textOf } from '../text/journal-json.ts'

/** A line of a journal as journalctl writes it, with what tells whose session it belongs to. */
export interface LogEntry {
  /** The place in the journal; the same for ever. */
  readonly cursor: string
  /** Milliseconds since the Unix epoch, by the node's clock. */
  readonly at: number
  readonly bootId: string
  readonly program: string
  readonly pid?: number
  readonly unit?: string
  readonly text: string
  /** Sessions of logind that it speaks of, or comes from. */
  readonly sessions: readonly string[]
  /** The process that logind names as the session's leader: sshd's for one client. */
  readonly leader?: number
}

/**
 * Reads a line of `journalctl -o json` (systemd.journal-fields(7)); undefined for what is none. A
 * message that is no UTF-8 comes as numbers, one that is longer than journalctl hands out as null,
 * and a field that was given twice as a list.
 */
export function logEntryIn(line: string): LogEntry | undefined {
  const fields: Fields | undefined = parseRecord(line)
  if (!fields) return undefined
  const text = (...names: readonly string[]) => firstOf(fields, names)
  const at = Number(text('__REALTIME_TIMESTAMP')) / 1000
  if (!(at > 0 && at < 8.64e15)) return undefined
  const unit = text('_SYSTEMD_UNIT')
  const pid = wholeIn(text('_PID', 'SYSLOG_PID'))
  const leader = wholeIn(text('LEADER'))
  return {
    cursor: text('__CURSOR') ?? '',
    at,
    bootId: text('_BOOT_ID') ?? '',
    program: cleanLine(text('SYSLOG_IDENTIFIER', '_COMM') ?? 'unknown'),
    ...(pid !== undefined && { pid }),
    ...(unit !== undefined && { unit: cleanLine(unit) }),
    text: messageIn(fields),
    sessions: sessionsIn(fields),
    ...(leader !== undefined && { leader }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function firstOf(fields: Fields, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(fields[name])).find((text) => text !== undefined)
}

function messageIn(fields: Fields): string {
  if (fields['MESSAGE'] === null) return '(too long for journalctl)'
  return messageOf(fields['MESSAGE']) ?? ''
}

function sessionsIn(fields: Fields): string[] {
  return [
    textOf(fields['_SYSTEMD_SESSION']),
    textOf(fields['SESSION_ID']),
    sessionOfScope(textOf(fields['UNIT'])),
  ].filter((session) => session !== undefined)
}

function wholeIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** systemd itself speaks of a session by its unit: `session-12.scope`. */
function sessionOfScope(unit: string | undefined): string | undefined {
  return /^session-(\w+)\.scope$/.exec(unit ?? '')?.[1]
}

/** Sshd ends a login that takes longer (LoginGraceTime, sshd_config(5)). */
const loginMilliseconds = 120_000
const sshPrograms = /^sshd(?:-session|-auth)?$/

/**
 * Which lines come from Bramble's own sessions: those of a session in which sudo bore its mark, and
 * those of the session that reads now. A session's number is used anew by the next boot, and a
 * process's number within one: sshd's is believed only for the login that began this very session.
 */
export class OwnSessions {
  readonly #own = new Set<string>()
  /** When each leader's session began. */
  readonly #leaders = new Map<string, number>()

  add(bootId: string, session: string): void {
    this.#own.add(`${bootId} ${session}`)
  }

  /** Learns which process of sshd led an own session: its first words come before the session. */
  learn({ bootId, leader, sessions, at }: LogEntry): void {
    if (leader !== undefined && this.#has(bootId, sessions))
      this.#leaders.set(`${bootId} ${leader}`, at)
  }

  holds({ bootId, sessions, program, pid, at }: LogEntry): boolean {
    if (sessions.length > 0) return this.#has(bootId, sessions)
    const began = sshPrograms.test(program) ? this.#leaders.get(`${bootId} ${pid}`) : undefined
    return began !== undefined && Math.abs(at - began) <= loginMilliseconds
  }

  #has(bootId: string, sessions: readonly string[]): boolean {
    return sessions.length > 0 && sessions.every((session) => this.#own.has(`${bootId} ${session}`))
  }
}
