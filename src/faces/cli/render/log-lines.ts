import type { LogLine } from '#src/model/log-line.ts'
import { cleanLine, cleanText } from '#src/model/text.ts'
import type { NodeLogs } from '#src/operations/logs/tail.ts'
import { count } from './text.ts'

/**
 * Lines in journalctl's form `short-iso`, in the reader's own time, so that everything that reads
 * a journal reads them too. A message's further lines are indented.
 */
export function renderLogLines(lines: readonly LogLine[]): string {
  return lines
    .map(({ node, at, program, pid, text }) => {
      const who = pid === undefined ? program : `${program}[${pid}]`
      const message = cleanText(text).trimEnd().replaceAll('\n', '\n    ')
      return `${localTime(new Date(at))} ${cleanLine(node)} ${who}: ${message}\n`
    })
    .join('')
}

/** 2026-11-24T04:00:00+01:00 */
function localTime(date: Date): string {
  const minutesEast = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + minutesEast * 60_000).toISOString().slice(0, 19)
  const amount = Math.abs(minutesEast)
  const two = (number: number) => `${Math.floor(number)}`.padStart(2, '0')
  return `${local}${minutesEast < 0 ? '-' : '+'}${two(amount / 60)}:${two(amount % 60)}`
}

/** What has to be said beside the lines: who did not answer, and what was left out. */
export function renderLogsEnd(nodes: readonly NodeLogs[]): string[] {
  const hidden = nodes.reduce((sum, one) => sum + one.hidden, 0)
  const off = nodes.flatMap(({ node, offsetSeconds = 0 }) =>
    offsetSeconds === 0
      ? []
      : [
          `${node} ${Math.abs(offsetSeconds).toFixed(1)} s ${offsetSeconds > 0 ? 'ahead' : 'behind'}`,
        ],
  )
  return [
    ...nodes.flatMap(({ reason, next }) => [
      ...(reason === undefined ? [] : [`bramble: ${reason}`]),
      ...(next === undefined ? [] : [`next: ${next}`]),
    ]),
    ...nodes
      .filter(({ truncated, reason }) => truncated && reason === undefined)
      .map(({ node }) => `bramble: ${node} wrote more than is taken; some lines are left out`),
    ...(off.length > 0 ? [`clocks corrected: ${off.join(', ')}`] : []),
    ...(hidden > 0
      ? [`${count(hidden, 'line')} of Bramble's own sessions not shown: --own shows them`]
      : []),
  ]
}
