import { isStillSeen, type LiveFinding, type SinceThen } from '#src/model/live-finding.ts'
import { labelled } from './layout.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

/** What appeared, went on and was cleared since a moment, a line each. */
export function sinceLines(since: SinceThen | undefined, now: string, view: View): string[] {
  if (!since) return []
  const { from, appeared, continued, cleared } = since
  const head = view.paint.strong(`since ${clockTime(from, now, view)}`)
  const line = (word: string, at: string, finding: LiveFinding) => {
    const { subject, title, returns, missedSince, clearedAt } = finding
    const where = subject.replace(/^node\//, '')
    const often = returns > 0 ? ` (came back ${returns}×)` : ''
    const missed =
      !isStillSeen(finding) && clearedAt === undefined
        ? ` (gone since ${clockTime(missedSince, now, view)})`
        : ''
    const text = `${clockTime(at, now, view)}  ${where === 'cluster' ? '' : `${where}  `}${title}${often}${missed}`
    return labelled(word, text, view.columns)
  }
  const lines = [
    ...appeared.flatMap((state) => line('new', state.firstSeenAt, state)),
    ...continued.flatMap((state) => line('still', state.firstSeenAt, state)),
    ...cleared.flatMap((state) => line('cleared', state.clearedAt ?? state.lastSeenAt, state)),
  ]
  return [head, ...(lines.length > 0 ? lines : ['  nothing changed']), '']
}
