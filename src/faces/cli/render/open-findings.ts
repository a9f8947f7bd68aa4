import { isStillSeen } from '#src/model/live-finding.ts'
import type { OpenFinding, Status } from '#src/model/status.ts'
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
  const open = told.filter(isStillOpen)
  const word =
    open.length > 0
      ? view.paint.severity('warning', count(open.length, 'open finding'))
      : 'none open'
  const lines = [...open, ...told.filter((finding) => !isStillOpen(finding))]
  return [
    `  findings ${word}, last diagnosed ${clockTime(last, takenAt, view)}`,
    ...lines.slice(0, mostOpen).flatMap((finding) => openLine(finding, { last, takenAt }, view)),
    ...(lines.length > mostOpen
      ? [`           and ${lines.length - mostOpen} more: bramble diagnose --since 30d`]
      : []),
  ]
}

/** One that a run was to cure is no longer told as there; a diagnosis says whether it is gone. */
function isStillOpen(finding: OpenFinding): boolean {
  return isStillSeen(finding) && finding.cure === undefined
}

function openLine(
  finding: OpenFinding,
  { last, takenAt }: { readonly last: string; readonly takenAt: string },
  view: View,
): string[] {
  const { severity, title, subject } = finding
  const at = (time: string) => clockTime(time, takenAt, view)
  const since = sinceWords(finding, last, at)
  const unlooked = unlookedWords(finding, last, at)
  const text = [severity, subject.replace(/^node\//, ''), title].join('  ')
  const lead = `${' '.repeat(11)}${since}  `
  return hang(lead, `${shortNames(cleanLine(text))}${unlooked}`, view.columns)
}

function sinceWords(finding: OpenFinding, last: string, at: (time: string) => string): string {
  const { firstSeenAt, missedSince, cure } = finding
  if (!isStillSeen(finding)) return `gone since ${at(missedSince ?? last)}`
  return cure ? `cured ${at(cure.at)}` : `since ${at(firstSeenAt)}`
}

/** What nobody has asked again since it was seen, or since it was cured. */
function unlookedWords(finding: OpenFinding, last: string, at: (time: string) => string): string {
  const { lastSeenAt, cure } = finding
  if (!isStillSeen(finding)) return ''
  if (cure) return ` (by run ${cure.run}, no look at it since)`
  return lastSeenAt < last ? ` (seen ${at(lastSeenAt)}, no look at it since)` : ''
}
