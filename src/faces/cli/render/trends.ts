import type { SeriesName, TrendAnswer, Trends } from '#src/model/series.ts'
import { spread, table, wrap } from './layout.ts'
import { count } from './text.ts'
import type { View } from './view.ts'

const gibibyte = 1024 ** 3
const bars = '▁▂▃▄▅▆▇█'
const sparkColumns = 16

const names: Readonly<Record<SeriesName, string>> = {
  'memory-available': 'memory free',
  'disk-available': 'disk free',
  'datastore-p99': 'datastore p99',
  'certificate-days': 'certificate',
  'unit-restarts': 'K3s restarts',
  'pod-restarts': 'pod restarts',
  'under-voltage': 'under-voltage',
  'degraded-volumes': 'degraded volumes',
  temperature: 'temperature',
}

/** A line for each figure that goes somewhere; with --all, for every one. */
export function renderTrends({ cluster, trends }: Trends, view: View): string {
  const { paint, columns, all } = view
  const moving = trends.filter(({ direction }) => direction === 'falling' || direction === 'rising')
  const shown = all ? trends : moving
  const head =
    moving.length > 0 ? `${count(moving.length, 'figure')} on the move` : 'Nothing is on the move'
  const young = trends.filter(({ direction }) => direction === 'unknown')
  const rows = shown.map((trend) => [
    names[trend.series],
    trend.subject.replace(/^(?:node|disk|pod)\//, ''),
    sparkline(trend.points),
    amounts[trend.series](trend.points.at(-1)?.[1] ?? 0),
    wordsFor(trend, view),
  ])
  return [
    ...spread(paint.strong(head), paint.faint(cluster), columns),
    '',
    ...table(rows, { columns, indent: 2 }),
    ...(rows.length > 0 ? [''] : []),
    ...youngLines(young, trends.length, columns),
    'next: bramble diagnose',
    '',
  ].join('\n')
}

function youngLines(young: readonly TrendAnswer[], all: number, columns: number): string[] {
  const [first] = young
  if (all === 0) return ['No figure is remembered yet.', '']
  if (!first) return []
  const words = `${count(young.length, 'figure')} too young to tell: ${first.reason}`
  return [...wrap(words, columns), '']
}

function wordsFor(
  { series, direction, perDay = 0, goneInDays }: TrendAnswer,
  { paint }: View,
): string {
  if (direction === 'steady' || direction === 'unknown')
    return direction === 'steady' ? 'steady' : 'too young'
  const sign = perDay < 0 ? '−' : '+'
  const rate = `${sign}${amounts[series](Math.abs(perDay))} a day`
  if (!goneInDays) return rate
  const [soonest, latest] = goneInDays.map((days) =>
    days < 10 ? days.toFixed(1) : days.toFixed(0),
  )
  const words = `${rate}; gone in ${soonest} to ${latest} days`
  return goneInDays[0] < 7 ? paint.severity('warning', words) : words
}

const bytes = (value: number) => `${(value / gibibyte).toFixed(value < 10 * gibibyte ? 2 : 0)} GiB`
const times = (value: number) => `${Math.round(value * 10) / 10}`

const amounts: Readonly<Record<SeriesName, (value: number) => string>> = {
  'memory-available': bytes,
  'disk-available': bytes,
  'datastore-p99': (value) => `${Math.round(value)} ms`,
  'certificate-days': (value) => `${Math.round(value)} d`,
  'unit-restarts': times,
  'pod-restarts': times,
  'under-voltage': times,
  'degraded-volumes': times,
  temperature: (value) => `${Math.round(value)} °C`,
}

/** The last readings as bars between their own least and greatest. */
function sparkline(points: TrendAnswer['points']): string {
  const from = points[0]?.[0] ?? 0
  const span = Math.max(1, (points.at(-1)?.[0] ?? from) - from)
  const columns: number[] = []
  for (const [at, value] of points)
    columns[Math.min(sparkColumns - 1, Math.floor(((at - from) / span) * sparkColumns))] = value
  const values = columns.filter((value) => value !== undefined)
  const least = Math.min(...values)
  const range = Math.max(...values) - least
  return Array.from({ length: sparkColumns }, (_, place) => {
    const value = columns[place]
    if (value === undefined) return ' '
    const height = range === 0 ? 0 : Math.round(((value - least) / range) * (bars.length - 1))
    return bars[height] ?? ' '
  }).join('')
}
