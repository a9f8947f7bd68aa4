import { bootRecords as fact } from '#src/model/facts/restarts.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known } from './reader.ts'

/**
 * Login records lie on the disk even where the journal does not. util-linux and wtmpdb, which
 * Debian 13 has instead, take the same options; busybox's `last` takes none of them.
 */
export const loginRecords: Section = {
  name: 'logins',
  command: `command -v last >/dev/null || return 41
last -x -w --time-format iso -n 40 reboot shutdown 2>/dev/null`,
  seconds: 2,
  maxBytes: 5_000,
  keep: 'head',
  disk: true,
}

const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`
const row = new RegExp(
  `^(reboot|shutdown) +system (?:boot|down) .*?(${time})(?:\\+00:?00|Z)(?: +- (crash|${time}))?`,
)

interface Row {
  readonly isBoot: boolean
  readonly at: string
  /** What stands in the column of its end. */
  readonly end: string | undefined
}

export const bootRecords: FactReader = {
  kind: fact.kind,
  source: 'last -x',
  section: loginRecords.name,
  read(answers) {
    const { text } = answerTo(answers, loginRecords.name)
    const rows = text.split('\n').flatMap(rowIn)
    if (!rows.some(({ isBoot }) => isBoot))
      return absent('not-applicable', 'the node keeps no login records that `last -x` shows')
    const ended = /^wtmpdb /m.test(text) ? byOwnEnd(rows) : byRowAbove(rows)
    return ended.map(({ at, ending, endedAt }) => known({ startedAt: at, ending, endedAt }))
  },
}

interface Ended {
  readonly at: string
  readonly ending: 'running' | 'shutdown' | 'crash'
  readonly endedAt?: string | undefined
}

/** wtmpdb keeps a boot's own end, and says `crash` where there is none. */
function byOwnEnd(rows: readonly Row[]): Ended[] {
  return rows
    .filter(({ isBoot }) => isBoot)
    .map(({ at, end }) => {
      if (end === undefined) return { at, ending: 'running' }
      return end === 'crash' ? { at, ending: 'crash' } : { at, ending: 'shutdown', endedAt: end }
    })
}

/**
 * util-linux prints in the order of writing, newest first, so a shutdown stands right above its
 * boot. Neither its end column (it repeats a later boot's end) nor its times (a board without a
 * battery starts in the past) prove anything.
 */
function byRowAbove(rows: readonly Row[]): Ended[] {
  return rows.flatMap(({ isBoot, at }, place): Ended[] => {
    if (!isBoot) return []
    const newer = rows[place - 1]
    if (newer === undefined) return [{ at, ending: 'running' }]
    return newer.isBoot
      ? [{ at, ending: 'crash' }]
      : [{ at, ending: 'shutdown', endedAt: newer.at }]
  })
}

function rowIn(line: string): Row[] {
  const found = row.exec(line)
  const at = isoOf(found?.[2])
  if (!found || at === undefined) return []
  return [
    { isBoot: found[1] === 'reboot', at, end: found[3] === 'crash' ? 'crash' : isoOf(found[3]) },
  ]
}

function isoOf(text: string | undefined): string | undefined {
  const at = Date.parse(`${text}Z`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
