import type { Series, TrendAnswer } from '#src/model/series.ts'
import { returnsOf } from './returns.ts'

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds
/** Fewer points or less time say nothing about a direction. */
const fewestPoints = 8
const shortestMilliseconds = 2 * dayMilliseconds
/** The time is cut into so many stretches; the median of each is what counts. */
const stretches = 12
/** What goes on must go on in most stretches, and be more than a flutter. */
const steadyShare = 0.7
const leastChange = 0.05
/** A single step is a change, no trend. */
const largestStepShare = 0.5

type Point = readonly [number, number]

/** Series of what is left of something: they can end. */
const remainders: ReadonlySet<string> = new Set(['memory-available', 'disk-available'])

/**
 * Where a series is going: a robust direction that log rotation, image garbage collection, a
 * reboot or one large file do not feign. What is left of memory or a disk is projected to its end.
 */
export function trendOf(all: Series): TrendAnswer {
  const { series, subject } = all
  const points = all.points.map(([at, value]) => [at, value] as [number, number])
  return { series, subject, points, ...returnsOf(all), ...judge(all) }
}

type Judgement = Omit<TrendAnswer, 'series' | 'subject' | 'points'>

function judge({ series, points }: Series): Judgement {
  const canEnd = remainders.has(series)
  const recent = sinceJump(points, canEnd)
  const [first = [0, 0] as const] = recent
  const last = recent.at(-1) ?? first
  const span = last[0] - first[0]
  if (recent.length < fewestPoints || span < shortestMilliseconds)
    return { direction: 'unknown', reason: tooLittle(recent.length, span) }
  const middles = mediansOf(recent, first[0], span)
  const direction = directionOf(middles)
  if (direction === 'steady') return { direction, reason: 'it goes on neither way' }
  const slopes = slopesOf(middles)
  const end = canEnd ? endOf(last[1], slopes) : undefined
  return {
    direction,
    perDay: median(slopes) * dayMilliseconds,
    ...(end && { goneInDays: end }),
    reason: `${direction} over ${Math.round(span / dayMilliseconds)} days`,
  }
}

function tooLittle(count: number, span: number): string {
  const hours = Math.round(span / hourMilliseconds)
  return `${count} readings over ${hours} h; it takes ${fewestPoints} over ${shortestMilliseconds / hourMilliseconds} h`
}

/** Memory that a reboot freed and space that was made begin a new story. */
function sinceJump(points: readonly Point[], isRemainder: boolean): readonly Point[] {
  if (!isRemainder) return points
  const highest = Math.max(...points.map(([, value]) => value))
  const jump = points.findLastIndex(
    ([, value], place) => place > 0 && value - (points[place - 1]?.[1] ?? value) > highest * 0.2,
  )
  return jump > 0 ? points.slice(jump) : points
}

/** The median of each stretch of time that holds readings. */
function mediansOf(points: readonly Point[], from: number, span: number): Point[] {
  const groups = new Map<number, Point[]>()
  for (const point of points) {
    const place = Math.min(stretches - 1, Math.floor(((point[0] - from) / span) * stretches))
    groups.set(place, [...(groups.get(place) ?? []), point])
  }
  return [...groups.values()].map((group) => [
    median(group.map(([at]) => at)),
    median(group.map(([, value]) => value)),
  ])
}

function directionOf(middles: readonly Point[]): 'falling' | 'rising' | 'steady' {
  const values = middles.map(([, value]) => value)
  const steps = values.slice(1).map((value, place) => value - (values[place] ?? value))
  const change = (values.at(-1) ?? 0) - (values[0] ?? 0)
  const along = steps.filter((step) => Math.sign(step) === Math.sign(change))
  const size = Math.max(...values.map(Math.abs))
  const largest = Math.max(0, ...along.map(Math.abs))
  if (Math.abs(change) < size * leastChange || change === 0) return 'steady'
  if (along.length < steps.length * steadyShare) return 'steady'
  if (largest > Math.abs(change) * largestStepShare) return 'steady'
  return change < 0 ? 'falling' : 'rising'
}

/** Slopes between all pairs, per millisecond, sorted (Theil 1950, Sen 1968). */
function slopesOf(points: readonly Point[]): number[] {
  const slopes: number[] = []
  for (const [place, [at, value]] of points.entries())
    for (const [later, other] of points.slice(place + 1))
      if (later > at) slopes.push((other - value) / (later - at))
  return slopes.toSorted((one, other) => one - other)
}

/** From the steeper and the flatter quarter of the slopes: days until nothing is left. */
function endOf(left: number, slopes: readonly number[]): [number, number] | undefined {
  const steep = slopes[Math.floor(slopes.length * 0.25)] ?? 0
  const flat = slopes[Math.floor(slopes.length * 0.75)] ?? 0
  if (steep >= 0 || flat >= 0) return undefined
  const days = (slope: number) => Math.round((left / -slope / dayMilliseconds) * 10) / 10
  return [days(steep), days(flat)]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
