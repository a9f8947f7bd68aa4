import type { SeriesName, TrendAnswer } from '#src/model/series.ts'
import { trendOf } from '#src/rules/live/trend.ts'

const dayMilliseconds = 86_400_000
const readingsPerDay = 4

interface Course {
  readonly series?: SeriesName
  readonly subject?: string
  readonly days?: number
}

/** Where a figure goes that was read every six hours, on a straight way from one value to another. */
export function course(
  from: number,
  to: number,
  { series = 'disk-available', subject = 'disk/pi01:/', days = 12 }: Course = {},
): TrendAnswer {
  const count = days * readingsPerDay
  const points = Array.from(
    { length: count + 1 },
    (_, place) =>
      [place * (dayMilliseconds / readingsPerDay), from + ((to - from) * place) / count] as const,
  )
  return trendOf({ series, subject, points })
}

/** A figure that was read once a day, oldest first. */
export function daily(series: SeriesName, subject: string, values: readonly number[]): TrendAnswer {
  const points = values.map((value, day) => [day * dayMilliseconds, value] as const)
  return trendOf({ series, subject, points })
}
