import type { Autopsy } from '#src/model/autopsy.ts'
import type { CheckReport, Diagnosis } from '#src/model/diagnosis.ts'
import { usageError } from '#src/model/error.ts'
import { type ExitCode, exitCode } from '#src/model/exit-code.ts'
import { type Severity, severities } from '#src/model/verdict.ts'

export const failOnOption = {
  flags: '--fail-on <severity>',
  summary: 'exit 1 from this severity on: info, warning (default) or critical',
} as const

/** @throws usage error `fail-on` for any other word */
export function parseFailOn(text: string | undefined): Severity {
  const found = severities.find((severity) => severity === (text ?? 'warning'))
  if (found) return found
  throw usageError('fail-on', `--fail-on is "${text}"; expected info, warning or critical`)
}

function reaches(severity: Severity, failOn: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(failOn)
}

/** 1 findings at --fail-on or above, else 2 where something could not be seen or named. */
export function codeOfDiagnosis(diagnosis: Diagnosis, failOn: Severity): ExitCode {
  if (diagnosis.findings.some((finding) => reaches(finding.severity, failOn)))
    return exitCode.findings
  return diagnosis.cause === 'unknown' || hasGaps(diagnosis) ? exitCode.notSeen : exitCode.well
}

/** As for a diagnosis: 1 for an end that nobody wanted, else 2 where it stays unknown. */
export function codeOfAutopsy(autopsy: Autopsy, failOn: Severity): ExitCode {
  const { ending, severity } = autopsy.verdict
  if (ending === 'unknown') return exitCode.notSeen
  if (reaches(severity, failOn)) return exitCode.findings
  return hasGaps(autopsy) ? exitCode.notSeen : exitCode.well
}

export function codeOfCheck(report: CheckReport, failOn: Severity): ExitCode {
  if (
    report.results.some((result) => result.verdict === 'fail' && reaches(result.severity, failOn))
  )
    return exitCode.findings
  const unknown = report.results.some((result) => result.verdict === 'unknown')
  return unknown || hasGaps(report) ? exitCode.notSeen : exitCode.well
}

/** What a script has to know of the daily words; it stands in their help. */
export const showsOnly =
  'It shows and does not judge: exit 0, or 2 where something could not be seen. A script that asks whether all is well asks bramble check: exit 1 where something is wrong.'

/** Daily words show and do not judge: 0, or 2 where something could not be seen. */
export function codeOfStatus(status: Pick<Diagnosis, 'coverage'>): ExitCode {
  return hasGaps(status) ? exitCode.notSeen : exitCode.well
}

/** A door that is configured and silent, or a part of an answer that is missing. */
function hasGaps({ coverage }: Pick<Diagnosis, 'coverage'>): boolean {
  const gap = (outcome: string) => !['answered', 'not-asked', 'not-applicable'].includes(outcome)
  return coverage.some(
    (door) => gap(door.outcome) || door.missing.some((part) => gap(part.outcome)),
  )
}
