import { cleanLine } from '#src/model/text.ts'
import type { Timeline, TimelineRow } from '#src/model/timeline.ts'
import { hang, spread } from './layout.ts'
import { count as counted, excerpt, pad, width } from './text.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

/** A wider name moves its own message alone. */
const mostProgram = 12
/** Characters of a message: where there are many rows each of them is short. */
const mostOfMessage = 120

/** A timeline under its own heading, and why it is short where it is. */
export function timelineSection(
  timeline: Timeline | undefined,
  relativeTo: string,
  view: View,
): string[] {
  if (!timeline) return []
  const { rows, undated } = timeline
  const head = view.paint.strong(`timeline (${view.timeZone})`)
  const lines = [head, ...timelineLines(timeline, relativeTo, view)]
  if (rows.length === 0) lines.push('  nothing here bears a date')
  else if (undated > 0) lines.push(`  not here: ${counted(undated, 'line')} without a date`)
  return [...lines, '']
}

/**
 * One line a row: time in the reader's zone, node, program, message, count. Only `all` shows a
 * message whole.
 *
 * @param relativeTo ISO 8601: the day that needs no date
 */
export function timelineLines(timeline: Timeline, relativeTo: string, view: View): string[] {
  const rows = timeline.rows.map((row) => cellsOf(row, relativeTo, view))
  const widest = (place: 0 | 1 | 2, most = 40) =>
    Math.min(most, Math.max(0, ...rows.map((row) => width(row.head[place]))))
  const lines = rows.flatMap(({ head: [time, node, program], text, times }) => {
    const margin = [
      pad(time, widest(0)),
      pad(node, widest(1)),
      pad(program, widest(2, mostProgram)),
    ]
      .filter((part) => part !== '')
      .join('  ')
    const start = `  ${margin}  `
    const message = view.all ? text : excerpt(text, mostOfMessage)
    const room = view.columns - (times === '' ? 0 : width(times) + 2)
    const [first = '', ...more] = hang(start, message, room)
    return [...spread(first, times, view.columns), ...more]
  })
  return [...lines, ...leftLines(timeline), ...clockLines(timeline, view)]
}

interface Cells {
  readonly head: readonly [time: string, node: string, program: string]
  readonly text: string
  readonly times: string
}

function cellsOf(
  { at, lastAt = at, node = '', program = '', text, count }: TimelineRow,
  relativeTo: string,
  view: View,
): Cells {
  return {
    head: [clockTime(at, relativeTo, view), node, shortName(program)],
    text: withoutHeader(cleanLine(text)),
    times: count > 1 ? `×${count}${until(at, lastAt, { relativeTo, view })}` : '',
  }
}

/** What went on for less than this happened at once, for a reader. */
const momentMilliseconds = 60_000

function until(
  at: string,
  lastAt: string,
  { relativeTo, view }: { relativeTo: string; view: View },
): string {
  const isLong = Date.parse(lastAt) - Date.parse(at) >= momentMilliseconds
  return isLong ? ` to ${clockTime(lastAt, relativeTo, view)}` : ''
}

/** `systemd-journald` is known by its second half. */
function shortName(program: string): string {
  return cleanLine(program).replace(/^systemd-/, '')
}

/** klog, logrus and etcd's zap say time and level once more; the reader has them already. */
export function withoutHeader(text: string): string {
  const said = text.replace(headers, '')
  // What was within braces ends without the one that began them.
  return said !== text && text.startsWith('{') ? said.replace(/\}$/, '') : said
}

const headers =
  /^(?:[IWEF]\d{4} [\d:.]+\s+\d+ \S+\] |time="[^"]*" level=\w+ msg=|\{"level":"\w+","ts":"[^"]*",(?:"logger":"[^"]*",)?(?:"caller":"[^"]*",)?"msg":)/

function leftLines({ left }: Timeline): string[] {
  return left > 0 ? [`  ${counted(left, 'row')} left out: what matters less`] : []
}

/** Below a second nobody's story changes. */
const noticedSeconds = 1

function clockLines({ clocks }: Timeline, { columns }: View): string[] {
  const off = clocks.filter(
    ({ offsetSeconds, uncertaintySeconds }) =>
      Math.abs(offsetSeconds) >= Math.max(noticedSeconds, uncertaintySeconds),
  )
  if (off.length === 0) return []
  const words = off.map(({ node, offsetSeconds }) => {
    const way = offsetSeconds > 0 ? 'ahead' : 'behind'
    return `${node} is ${Math.abs(offsetSeconds).toFixed(1)} s ${way}`
  })
  return hang('  clocks corrected: ', words.join(', '), columns)
}
