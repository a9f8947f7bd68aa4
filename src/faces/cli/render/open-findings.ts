import { isStillSeen, type LiveFinding } from '#src/model/live-finding.ts'
import type { Status } from '#src/model/status.ts'
import { cleanLine } from '#src/model/text.ts'
import { hang } from './layout.ts'
import { count, shortNames } from './text.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

const mostOpen = 5

/** What `diagnose` remembers: this look itself explains nothing. */
export function openLines({ openFindings, diagnosedAt, takenAt }: Status, view: View): string[] {
  const told = (openFindings ?? []).filter(({ severity }) => severity !== 'info')
  const last =
    diagnosedAt ??
    told
      .map(({ lastSeenAt }) => lastSeenAt)
      .toSorted()
      .at(-1)
  if (last === undefined) return []
  const open = told.filter(isStillSeen)
  const word =
    open.length > 0
      ? view.paint.severity('warning', count(open.length, 'open finding'))
      : 'none open'
  const lines = [...open, ...told.filter((finding) => !isStillSeen(finding))]
  return [
    `  findings ${word}, last diagnosed ${clockTime(last, takenAt, view)}`,
    ...lines.slice(0, mostOpen).flatMap((finding) => openLine(finding, { last, takenAt }, view)),
    ...(lines.length > mostOpen
      ? [`           and ${lines.length - mostOpen} more: bramble diagnose --since 30d`]
      : []),
  ]
}

function openLine(
  finding: LiveFinding,
  { last, takenAt }: { readonly last: string; readonly takenAt: string },
  view: View,
): string[] {
  const { severity, title, subject, firstSeenAt, lastSeenAt, missedSince } = finding
  const at = (time: string) => clockTime(time, takenAt, view)
  const since = isStillSeen(finding)
    ? `since ${at(firstSeenAt)}`
    : `gone since ${at(missedSince ?? last)}`
  const unlooked =
    isStillSeen(finding) && lastSeenAt < last
      ? ` (seen ${at(lastSeenAt)}, no look at it since)`
      : ''
  const text = [severity, subject.replace(/^node\//, ''), title].join('  ')
  const lead = `${' '.repeat(11)}${since}  `
  return hang(lead, `${shortNames(cleanLine(text))}${unlooked}`, view.columns)
}
