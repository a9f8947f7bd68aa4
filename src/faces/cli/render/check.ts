import type { CheckReport, CheckResult } from '#src/model/diagnosis.ts'
import { severities } from '#src/model/verdict.ts'
import { hang, labelled, spread } from './layout.ts'
import { seenWords } from './seen.ts'
import { count, shortNames } from './text.ts'
import { clockTime, duration, inZone } from './time.ts'
import type { View } from './view.ts'

/** Failures first and by severity, then what stayed unknown, then one line of what is well. */
export function renderCheck(report: CheckReport, view: View): string {
  const by = (verdict: CheckResult['verdict']) =>
    report.results.filter((result) => result.verdict === verdict)
  const failed = by('fail').sort((one, other) => rankOf(other) - rankOf(one))
  const warnings = failed.filter((result) => result.severity !== 'info')
  const unknown = by('unknown')
  const took = view.seconds === undefined ? '' : ` · ${duration(view.seconds)}`
  const stamp = `${report.cluster} · ${clockTime(report.takenAt, report.takenAt, view)}${took}`
  const lines = [
    ...spread(
      view.paint.strong(headline(warnings, unknown)),
      view.paint.faint(stamp),
      view.columns,
    ),
    '',
  ]
  for (const group of grouped(failed, sameFailure)) lines.push(...failureLines(group, report, view))
  const gaps = grouped(unknown, sameSubject)
  for (const group of alike(gaps)) lines.push(...unknownLines(group, report, view))
  if (failed.length + unknown.length > 0) lines.push('')
  lines.push(
    ...wellLines(by('pass'), view),
    ...absentLines(by('not-applicable'), view),
    ...coverageLines(report, view),
  )
  const next = nextOf(report, warnings, unknown)
  return `${[...lines, ...(next === undefined ? [] : ['', `next: ${next}`])].join('\n')}\n`
}

function headline(failed: readonly CheckResult[], unknown: readonly CheckResult[]): string {
  if (failed.length > 0)
    return `${count(failed.length, 'finding')}${unknown.length > 0 ? `, ${unknown.length} not seen` : ''}`
  if (unknown.length > 0)
    return `Nothing wrong was seen, but ${count(unknown.length, 'question')} stayed open`
  return 'All is well'
}

/** A page helps where one question stayed open, and not where somebody did not answer at all. */
function nextOf(
  { coverage }: CheckReport,
  failed: readonly CheckResult[],
  [open]: readonly CheckResult[],
): string | undefined {
  if (failed.length > 0) return 'bramble diagnose'
  if (open === undefined) return undefined
  const isSilent = coverage.some(({ outcome }) => outcome !== 'answered' && outcome !== 'not-asked')
  return isSilent ? 'bramble diagnose' : `bramble explain ${open.check}`
}

function rankOf(result: CheckResult): number {
  return severities.indexOf(result.severity)
}

function subjectOf(result: CheckResult): string {
  return shortNames(result.subject.replace(/^(node|pod|volume|api)\//, ''))
}

function failureLines(
  group: readonly CheckResult[],
  { takenAt }: CheckReport,
  view: View,
): string[] {
  const [result] = group
  if (!result) return []
  const mark = view.paint.severity(result.severity, result.severity.padEnd(8))
  const who = subjectsOf(group)
  const reason = inZone(result.reason, takenAt, view)
  return hang(`  ${mark}  `, `${who}${who ? '  ' : ''}${reason}`, view.columns)
}

/** `node1 node2 node3:`; nothing for the cluster as a whole. */
function subjectsOf(group: readonly CheckResult[]): string {
  const names = group.map(subjectOf).filter((name) => name !== 'cluster')
  return names.length > 0 ? `${names.join(' ')}:` : ''
}

const sameFailure = ({ check, severity, reason }: CheckResult) => `${check}\n${severity}\n${reason}`
const sameSubject = ({ subject, reason }: CheckResult) => `${subject}\n${reason}`

/** The same questions about several subjects that stayed open for the same reason are one line. */
function alike(gaps: readonly CheckResult[][]): CheckResult[][] {
  const groups = Map.groupBy(gaps, (gap) =>
    [gap[0]?.reason, ...gap.map(({ check }) => check)].join('\n'),
  )
  return [...groups.values()].map((group) => group.flat())
}

/** The same answer about several subjects is one line, and so are several questions with one reason. */
function grouped(
  results: readonly CheckResult[],
  same: (result: CheckResult) => string,
): CheckResult[][] {
  const groups = new Map<string, CheckResult[]>()
  for (const result of results) {
    const known = groups.get(same(result))
    if (known) known.push(result)
    else groups.set(same(result), [result])
  }
  return [...groups.values()]
}

/** What the API would have told, where a failure says above of each address why it does not. */
function isToldOfApi({ reason }: CheckResult, { coverage, results }: CheckReport): boolean {
  const silent = coverage.filter(({ door, outcome }) => door === 'api' && outcome !== 'answered')
  const above = results.filter(({ verdict }) => verdict === 'fail')
  const isTold = (why: string) => above.some((failure) => failure.reason.includes(why))
  return (
    silent.length > 0 &&
    silent.every(({ reason: why }) => why !== undefined && reason.includes(why) && isTold(why))
  )
}

function unknownLines(group: readonly CheckResult[], report: CheckReport, view: View): string[] {
  const [result] = group
  if (!result) return []
  const titles = [...new Set(group.map((other) => other.title))]
  const subjects = [...new Set(group.map(subjectOf))].join(' ')
  const what = titles.length > 3 ? `${titles.length} questions` : titles.join(', ')
  const reason = isToldOfApi(result, report)
    ? 'the API does not answer'
    : inZone(result.reason, report.takenAt, view)
  const mark = view.paint.severity('warning', 'unknown ')
  return hang(`  ${mark}  `, `${subjects}  ${what}: ${reason}`, view.columns)
}

function wellLines(passed: readonly CheckResult[], view: View): string[] {
  const byCheck = new Map<string, CheckResult[]>()
  for (const result of passed)
    byCheck.set(result.check, [...(byCheck.get(result.check) ?? []), result])
  const names = [...byCheck].map(([check, results]) =>
    results.length > 1 ? `${check} ×${results.length}` : check,
  )
  if (names.length === 0) return []
  return hang(`  ${view.paint.severity('good', 'well    ')}  `, names.join(' · '), view.columns)
}

function absentLines(absent: readonly CheckResult[], view: View): string[] {
  const names = [...new Set(absent.map((result) => result.check))]
  if (names.length === 0) return []
  return hang(`  ${view.paint.faint('not here')}  `, names.join(' · '), view.columns)
}

function coverageLines({ coverage }: CheckReport, view: View): string[] {
  return labelled('seen', seenWords(coverage), view.columns, 12)
}
