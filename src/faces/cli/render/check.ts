import type { CheckReport, CheckResult } from '#src/model/diagnosis.ts'
import { severities } from '#src/model/verdict.ts'
import type { View } from './diagnosis.ts'
import { hang, labelled, spread } from './layout.ts'
import { count } from './text.ts'
import { clockTime, duration } from './time.ts'

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
  for (const group of grouped(failed, sameFailure)) lines.push(...failureLines(group, view))
  for (const group of grouped(unknown, sameGap)) lines.push(...unknownLines(group, view))
  if (failed.length + unknown.length > 0) lines.push('')
  lines.push(
    ...wellLines(by('pass'), view),
    ...absentLines(by('not-applicable'), view),
    ...coverageLines(report, view),
  )
  const first = warnings[0]
  lines.push(
    `next: ${first ? 'bramble diagnose' : unknown[0] ? `bramble explain ${unknown[0].check}` : 'nothing to do'}`,
  )
  return `${lines.join('\n')}\n`
}

function headline(failed: readonly CheckResult[], unknown: readonly CheckResult[]): string {
  if (failed.length > 0)
    return `${count(failed.length, 'finding')}${unknown.length > 0 ? `, ${unknown.length} not seen` : ''}`
  if (unknown.length > 0)
    return `Nothing wrong was seen, but ${count(unknown.length, 'question')} stayed open`
  return 'All is well'
}

function rankOf(result: CheckResult): number {
  return severities.indexOf(result.severity)
}

function subjectOf(result: CheckResult): string {
  return result.subject.replace(/^(node|pod|volume|api)\//, '')
}

function failureLines(group: readonly CheckResult[], view: View): string[] {
  const [result] = group
  if (!result) return []
  const mark = view.paint.severity(result.severity, result.severity.padEnd(8))
  const who = subjectsOf(group)
  return hang(`  ${mark}  `, `${who}${who ? '  ' : ''}${result.reason}`, view.columns)
}

/** `node1 node2 node3:`; nothing for the cluster as a whole. */
function subjectsOf(group: readonly CheckResult[]): string {
  const names = group.map(subjectOf).filter((name) => name !== 'cluster')
  return names.length > 0 ? `${names.join(' ')}:` : ''
}

const sameFailure = ({ check, severity, reason }: CheckResult) => `${check}\n${severity}\n${reason}`
const sameGap = ({ subject, reason }: CheckResult) => `${subject}\n${reason}`

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

function unknownLines(group: readonly CheckResult[], view: View): string[] {
  const [result] = group
  if (!result) return []
  const what =
    group.length > 3 ? `${group.length} questions` : group.map((other) => other.title).join(', ')
  const mark = view.paint.severity('warning', 'unknown ')
  return hang(`  ${mark}  `, `${subjectOf(result)}  ${what}: ${result.reason}`, view.columns)
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

function coverageLines(report: CheckReport, view: View): string[] {
  const asked = report.coverage.filter((door) => door.outcome !== 'not-asked')
  const nodes = asked.filter((door) => door.door === 'ssh')
  const seen = nodes.filter((door) => door.outcome === 'answered').length
  const api = asked.find((door) => door.door === 'api')
  const parts = [
    ...(api ? [api.outcome === 'answered' ? 'API' : `no API (${api.reason ?? api.outcome})`] : []),
    ...(nodes.length > 0
      ? [`${seen} of ${count(nodes.length, 'node')}`]
      : ['no node: name them in bramble.yaml']),
  ]
  return [...labelled('seen', parts.join(' and '), view.columns, 12), '']
}
