import { isLine, type Reason } from '../model/verdict.ts'

/** When a match was to be seen, in milliseconds since the epoch, as far as its evidence tells. */
export interface Course {
  /** Begin of the newest stretch of it: what lies hours before is another time. */
  readonly beganAt?: number
  /** Its last sign. Absent where any part of its evidence is of now, or has no date. */
  readonly lastSignAt?: number
  /** How long it may be quiet and yet go on. */
  readonly quietMilliseconds: number
}

const minute = 60_000
/** Clocks differ by that much, and a node that goes under stops writing before it stops. */
const leastQuiet = 2 * minute
/** One line alone has no rhythm that it could miss. */
const quietOfOne = 5 * minute
const mostQuiet = 15 * minute
/** journald syncs every five minutes: what a crash cut off may have said more. */
const quietOfCut = 10 * minute
/** Signs further apart than this are of two times. */
const apart = 10 * minute
/** What says something every ten seconds is over when three in a row are missing. */
const missedInARow = 3

export function courseOf(reasons: readonly Reason[], beganAt?: number): Course {
  const spans = reasons.filter((reason) => !('isBackdrop' in reason)).map(spanOf)
  const dated = spans.filter((span) => span !== undefined)
  const began = beganAt ?? newestBegin(dated)
  const isWhole = dated.length > 0 && dated.length === spans.length
  return {
    ...(began !== undefined && { beganAt: began }),
    ...(isWhole && { lastSignAt: Math.max(...dated.map(({ last }) => last)) }),
    quietMilliseconds: quiet(dated),
  }
}

/** How long before `effect` began `cause` had ended, in milliseconds; undefined unless it had. */
export function endedBefore(cause: Course, effect: Course): number | undefined {
  if (cause.lastSignAt === undefined || effect.beganAt === undefined) return undefined
  const between = effect.beganAt - cause.lastSignAt
  return between > cause.quietMilliseconds ? between : undefined
}

interface Span {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly isCut: boolean
}

function spanOf(reason: Reason): Span | undefined {
  if (!isLine(reason)) {
    const { at } = reason
    return at === undefined ? undefined : { first: at, last: at, count: 1, isCut: false }
  }
  const { firstAt, lastAt = firstAt, count, boot } = reason
  if (firstAt === undefined || lastAt === undefined) return undefined
  return { first: firstAt, last: lastAt, count, isCut: boot !== undefined && boot < 0 }
}

function newestBegin(spans: readonly Span[]): number | undefined {
  let began: number | undefined
  for (const { first, last } of spans.toSorted((one, other) => other.last - one.last)) {
    if (began !== undefined && last < began - apart) break
    began = Math.min(began ?? first, first)
  }
  return began
}

function quiet(spans: readonly Span[]): number {
  const count = spans.reduce((sum, span) => sum + span.count, 0)
  const length =
    Math.max(...spans.map(({ last }) => last)) - Math.min(...spans.map(({ first }) => first))
  const rhythm = count > 1 ? (missedInARow * length) / (count - 1) : quietOfOne
  const least = spans.some(({ isCut }) => isCut) ? quietOfCut : leastQuiet
  return Math.min(mostQuiet, Math.max(least, rhythm))
}
