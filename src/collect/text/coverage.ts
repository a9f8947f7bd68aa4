import type { Boots } from './boots.ts'
import { type Boundary, describeEnd } from './boots.ts'
import type { ScanContext, StatedFact } from './context.ts'
import type { Calendar } from './stamp/calendar.ts'

/** What is known of a text once it was read to its end. */
export interface ReadText {
  readonly boots: Boots
  readonly calendar: Calendar
  readonly context: ScanContext
  readonly lines: number
  /** Milliseconds since the epoch. */
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
  /** The last lines of the text. */
  readonly lastLines: readonly string[]
  readonly overflowed: number
}

/** States what a log covers, a record a boot, and how those boots ended whose end it shows. */
export function coverageFacts(read: ReadText): StatedFact[] {
  const { boundaries } = read.boots
  const one = boundaries.every((boundary) => boundary.host === boundaries[0]?.host)
  return [...(one ? perBoot(read) : [coverage(read, { lines: read.lines })]), ...bootEnds(read)]
}

interface Part {
  readonly lines: number
  readonly boot?: number | undefined
  readonly firstAt?: number | undefined
  readonly lastAt?: number | undefined
  readonly complete?: boolean
}

function coverage({ context, overflowed }: ReadText, part: Part): StatedFact {
  const { lines, boot, firstAt, lastAt } = part
  return {
    kind: 'log-coverage',
    record: {
      origin: context.origin,
      lines,
      complete: part.complete ?? context.complete ?? false,
      ...(boot !== undefined && { boot }),
      ...(firstAt !== undefined && { firstAt }),
      ...(lastAt !== undefined && { lastAt }),
      ...(overflowed > 0 && { overflowed }),
    },
  }
}

function perBoot(read: ReadText): StatedFact[] {
  const { boots, context, calendar } = read
  const ends = boots.boundaries.map((boundary) => ({
    lines: boundary.lines,
    lastAt: timeOf(describeEnd(boundary.before, calendar, (text) => text).lastAt),
    complete: boundary.certain,
  }))
  const parts = [
    ...ends,
    { lines: read.lines, lastAt: read.lastAt, complete: context.complete ?? false },
  ]
  return parts.map((part, index) => {
    const before = parts[index - 1]
    return coverage(read, {
      lines: part.lines - (before?.lines ?? 0),
      boot: boots.bootOf(index, undefined, context.boot),
      firstAt: before ? before.lastAt : read.firstAt,
      lastAt: part.lastAt,
      complete: part.complete,
    })
  })
}

function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso)
}

function bootEnds(read: ReadText): StatedFact[] {
  const { boots, context } = read
  const seen = boots.boundaries.flatMap((boundary) => {
    const segment = boots.segmentOf(boundary.host, boundary.position) - 1
    return bootEnd(read, boundary, boots.bootOf(segment, boundary.host, context.boot))
  })
  // The text itself ends with its last boot's end only where that boot is not the running one.
  const base = boots.boundaries.length > 0 ? (context.boot ?? 0) : context.boot
  if (base === undefined || base >= 0) return seen
  const last = { before: read.lastLines, certain: context.complete === true, host: undefined }
  return [...seen, ...bootEnd(read, last, base)]
}

function bootEnd(
  { boots, calendar, context }: ReadText,
  end: Pick<Boundary, 'before' | 'certain' | 'host'>,
  index: number | undefined,
): StatedFact[] {
  const { lastAt, ending, lastLines, host, whole, isLog } = describeEnd(
    end.before,
    calendar,
    context.redact ?? ((text) => text),
  )
  if (index === undefined || !isLog) return []
  const node = context.node ?? end.host ?? host
  const following = boots.boundaries.findIndex((boundary) => boundary.before === end.before)
  const bootId =
    following > 0
      ? boots.boundaries[following - 1]?.nextBootId
      : following === 0
        ? boots.firstBootId
        : context.bootId
  return [
    {
      kind: 'boot-ends',
      ...(node !== undefined && { node }),
      record: {
        index,
        ...(bootId !== undefined && { bootId }),
        ...(lastAt !== undefined && { lastAt }),
        ending,
        // One unit's journal stops where that unit fell silent, which is no boot's end.
        complete: end.certain && (whole || context.origin === 'system'),
        lastLines,
      },
    },
  ]
}
