import type { Boot, JournalLine } from '../../world/journal.ts'

/** One line with what stands around it. */
export interface Placed {
  readonly boot: Boot
  readonly line: JournalLine
  readonly host: string
}

/** The fields of systemd.journal-fields(7) that a line has. */
export function entryOf({
  program,
  text,
  unit,
  pid,
  priority,
  fields,
}: JournalLine): Record<string, string> {
  return {
    PRIORITY: `${priority}`,
    SYSLOG_IDENTIFIER: program,
    MESSAGE: text,
    _TRANSPORT: program === 'kernel' ? 'kernel' : program === 'systemd' ? 'journal' : 'stdout',
    ...(unit !== undefined && { _SYSTEMD_UNIT: unit }),
    ...(pid !== undefined && { _PID: `${pid}` }),
    ...fields,
  }
}

function wordsOf({ host, line: { program, pid, text } }: Placed): string {
  return `${host} ${program}${pid === undefined ? '' : `[${pid}]`}: ${text}\n`
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** All in UTC, which a board keeps. */
export const formats: Readonly<Record<string, (placed: Placed) => string>> = {
  short(placed) {
    const at = new Date(placed.line.at)
    const day = `${at.getUTCDate()}`.padStart(2, '0')
    return `${months[at.getUTCMonth()]} ${day} ${at.toISOString().slice(11, 19)} ${wordsOf(placed)}`
  },
  'short-iso'(placed) {
    return `${new Date(placed.line.at).toISOString().slice(0, 19)}+00:00 ${wordsOf(placed)}`
  },
  'short-iso-precise'(placed) {
    return `${new Date(placed.line.at).toISOString().slice(0, 23)}000+00:00 ${wordsOf(placed)}`
  },
  'short-unix'(placed) {
    return `${(placed.line.at / 1000).toFixed(6)} ${wordsOf(placed)}`
  },
  'short-monotonic'(placed) {
    return `[${placed.line.uptimeSeconds.toFixed(6).padStart(12)}] ${wordsOf(placed)}`
  },
  cat: ({ line }) => `${line.text}\n`,
  json({ boot, line, host }) {
    return `${JSON.stringify({
      __CURSOR: `b=${boot.id.replaceAll('-', '')};i=${boot.lines.indexOf(line).toString(16)};m=${Math.round(line.uptimeSeconds * 1e6).toString(16)}`,
      __REALTIME_TIMESTAMP: `${Math.round(line.at * 1000)}`,
      __MONOTONIC_TIMESTAMP: `${Math.round(line.uptimeSeconds * 1e6)}`,
      _BOOT_ID: boot.id.replaceAll('-', ''),
      _HOSTNAME: host,
      ...entryOf(line),
    })}\n`
  },
}
