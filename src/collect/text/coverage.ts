import { logCoverage } from '#src/model/facts/log.ts'
import { type BootEnd, describeEnd, type HeadedLine } from './boot-end.ts'
import type { Boots } from './boots.ts'
import type { ScanContext, StatedFact } from './context.ts'

/** What is known of a text once it was read to its end. */
export interface ReadText {
  readonly boots: Boots
  readonly context: ScanContext
  readonly lines: number
  /** Milliseconds since the epoch. */
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
  /** The last lines of the text. */
  readonly lastLines: readonly HeadedLine[]
  /** Lines that were counted into others: see Folds. */
  readonly overflowed: number
}

interface Part {
  readonly lines: number
  readonly boot?: number | undefined
  readonly firstAt?: number | undefined
  readonly lastAt?: number | undefined
  readonly complete: boolean
}

/** How many boots' ends are told one by one; the latest ones. */
const mostEnds = 32

/** States what a log covers, a record a boot, and how those boots ended whose end it shows. */
export function coverageFacts(read: ReadText): StatedFact[] {
  const { boundaries } = read.boots
  const isOne = boundaries.every((boundary) => boundary.host === boundaries[0]?.host)
  const whole = { ...read, complete: read.context.complete ?? false }
  const parts = isOne ? partsOf(read) : [whole]
  return [...parts.slice(-mostEnds).map((part) => coverage(read, part)), ...bootEnds(read)]
}

function coverage({ context, overflowed }: ReadText, part: Part): StatedFact {
  const { lines, boot, firstAt, lastAt, complete } = part
  return {
    kind: logCoverage.kind,
    record: {
      origin: context.origin,
      lines,
      complete,
      ...(boot !== undefined && { boot }),
      ...(firstAt !== undefined && { firstAt }),
      ...(lastAt !== undefined && { lastAt }),
      ...(overflowed > 0 && { overflowed }),
    },
  }
}

function partsOf({ boots, context, lines, firstAt, lastAt }: ReadText): Part[] {
  const complete = context.complete ?? false
  const last = { segment: boots.segmentOf(undefined), lines, lastAt, complete }
  const ends = boots.boundaries.map((boundary) => ({
    segment: boundary.segment,
    lines: boundary.lines,
    lastAt: boundary.end.lastAt,
    complete: boundary.certain(),
  }))
  return [...ends, last].map((part, index) => ({
    ...part,
    lines: part.lines - (ends[index - 1]?.lines ?? 0),
    boot: boots.bootOf(part.segment, undefined, context.boot),
    firstAt: index === 0 ? firstAt : ends[index - 1]?.lastAt,
  }))
}

interface SeenEnd {
  readonly index: number
  readonly end: BootEnd
  readonly host?: string | undefined
  readonly bootId: string | undefined
  readonly certain: boolean
}

function bootEnds({ boots, context, lastLines }: ReadText): StatedFact[] {
  const seen: SeenEnd[] = boots.boundaries.slice(-mostEnds).map((boundary) => ({
    ...boundary,
    certain: boundary.certain(),
    index: boots.bootOf(boundary.segment, boundary.host, context.boot) ?? 0,
  }))
  // The text itself ends with its boot's end only where that boot is not the running one.
  if (context.boot !== undefined && context.boot < 0)
    seen.push({
      index: context.boot,
      end: describeEnd(lastLines, context.redact),
      bootId: boots.boundaries.length > 0 ? boots.bootId : (boots.bootId ?? context.bootId),
      certain: context.complete === true,
    })
  else seen.push(...ownEnd(boots, context, lastLines))
  return seen.filter(({ end }) => end.isLog).map((one) => bootEnd(one, context))
}

/** A paste that names no boot and ends with the words of an orderly end is of a boot that is over. */
function ownEnd(
  { boundaries, bootId }: Boots,
  context: ScanContext,
  lastLines: readonly HeadedLine[],
): SeenEnd[] {
  if (context.boot !== undefined || boundaries.length > 0) return []
  const end = describeEnd(lastLines, context.redact)
  return end.isOver ? [{ index: -1, end, bootId, certain: false }] : []
}

function bootEnd({ index, end, host, bootId, certain }: SeenEnd, context: ScanContext): StatedFact {
  const node = context.node ?? host ?? end.host
  return {
    kind: 'boot-ends',
    ...(node !== undefined && { node }),
    record: {
      index,
      ...(bootId !== undefined && { bootId }),
      ...(end.lastAt !== undefined && { lastAt: new Date(end.lastAt).toISOString() }),
      ending: end.ending,
      // One unit's journal stops where that unit fell silent, which is no boot's end.
      complete: certain && (end.whole || context.origin === 'system'),
      lastLines: [...end.lastLines],
    },
  }
}
