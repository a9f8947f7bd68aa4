import type { FindingEvidence } from '#src/model/diagnosis.ts'
import type { Timeline, TimelineRow } from '#src/model/timeline.ts'
import { type Clocks, isFromApi, readOn } from './clocks.ts'

/** More than anybody reads; the first pieces given are the ones that matter most. */
const mostRows = 40
/** Equal lines further apart than this are two stories. */
const storyMilliseconds = 10 * 60_000

/** What goes into a timeline: evidence with a date, and whose clock that is if not its source's. */
export interface Moment extends FindingEvidence {
  readonly writer?: string
}

/**
 * Puts evidence of several nodes into one order: times corrected to one clock, the same line seen
 * twice told once, lines that differ in numbers only folded.
 *
 * @param moments those that matter most first: beyond the bound the last ones are left out
 */
export function timelineOf(moments: readonly Moment[], clocks: Clocks, most = mostRows): Timeline {
  const rows = folded(withoutCopies(moments.flatMap((moment) => rowOf(moment, clocks))))
  return {
    rows: rows.slice(0, most).sort(inOrder),
    clocks: [...clocks.offsets],
    left: Math.max(0, rows.length - most),
    undated: moments.filter(({ at }) => at === undefined).length,
  }
}

function rowOf(moment: Moment, clocks: Clocks): TimelineRow[] {
  const { at, lastAt, node, program, count, id } = moment
  if (at === undefined) return []
  const writer = moment.writer ?? writerOf(moment, clocks)
  const corrected = (time: string) =>
    new Date(clocks.correct(Date.parse(time), writer)).toISOString()
  return [
    {
      at: corrected(at),
      ...(lastAt !== undefined && { lastAt: corrected(lastAt) }),
      ...(node !== undefined && { node }),
      ...(program !== undefined && { program }),
      text: (moment.message ?? moment.text).trim(),
      count,
      evidence: id,
    },
  ]
}

/** Whose clock dated a piece: the node it was read on, the API's server, or the node it names. */
function writerOf({ id, node }: FindingEvidence, clocks: Clocks): string | undefined {
  return readOn(id) ?? (isFromApi(id) ? clocks.api : node)
}

/** One line that two questions found, or that two logs hold, happened once. */
function withoutCopies(rows: readonly TimelineRow[]): TimelineRow[] {
  const known = new Map<string, TimelineRow>()
  for (const row of rows) {
    const key = `${row.at} ${row.node ?? ''} ${row.text}`
    const other = known.get(key)
    if (!other || other.count < row.count) known.set(key, { ...other, ...row })
  }
  return [...known.values()]
}

function folded(rows: readonly TimelineRow[]): TimelineRow[] {
  const stories = new Map<string, TimelineRow[]>()
  const found: TimelineRow[] = []
  for (const row of rows) {
    const key = `${row.node ?? ''} ${row.program ?? ''} ${shapeOf(row.text)}`
    const alike = stories.get(key) ?? []
    const story = alike.find((other) => distance(other, row) <= storyMilliseconds)
    if (story) {
      Object.assign(story, joined(story, row))
      continue
    }
    const own = { ...row }
    stories.set(key, [...alike, own])
    found.push(own)
  }
  return found
}

/** The text without what changes from line to line: numbers, hexadecimal ids, times. */
function shapeOf(text: string): string {
  return text.replaceAll(/\b(?:0x)?[0-9a-f]*\d[0-9a-f]*\b/gi, '#')
}

function distance(one: TimelineRow, other: TimelineRow): number {
  const [first, second] = Date.parse(one.at) <= Date.parse(other.at) ? [one, other] : [other, one]
  return Math.max(0, Date.parse(second.at) - Date.parse(first.lastAt ?? first.at))
}

function joined(one: TimelineRow, other: TimelineRow): TimelineRow {
  const times = [one, other].flatMap(({ at, lastAt }) => [at, lastAt ?? at])
  const inTime = times.map((time) => Date.parse(time)).sort((a, b) => a - b)
  const first = Date.parse(one.at) <= Date.parse(other.at) ? one : other
  return {
    ...first,
    at: new Date(inTime[0] ?? 0).toISOString(),
    lastAt: new Date(inTime.at(-1) ?? 0).toISOString(),
    count: one.count + other.count,
  }
}

/** By time; what happened in the same instant by its node and words, so that no order is by chance. */
function inOrder(one: TimelineRow, other: TimelineRow): number {
  const key = ({ node = '', program = '', text }: TimelineRow) => `${node} ${program} ${text}`
  return Date.parse(one.at) - Date.parse(other.at) || (key(one) < key(other) ? -1 : 1)
}
