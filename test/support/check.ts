import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { CheckResult } from '#src/model/diagnosis.ts'
import type { Coverage, Evidence } from '#src/model/evidence.ts'
import { askChecks } from '#src/rules/ask-checks.ts'
import type { Check } from '#src/rules/define-check.ts'
import { takenAt } from './pattern.ts'

const askedAt = takenAt

/** Seconds before the time of asking, as an ISO date. */
export function ago(seconds: number): string {
  return new Date(Date.parse(askedAt) - seconds * 1000).toISOString()
}

/** Asks one check about evidence, as `bramble check` would at `askedAt`. */
export function ask(
  check: Check,
  evidence: readonly Evidence[],
  coverage: readonly Coverage[] = [],
): CheckResult[] {
  const index = indexEvidence(evidence, check.queries, Date.parse(askedAt))
  return askChecks([check], index, { evidence: [...evidence], coverage: [...coverage] })
}

type Row = readonly [name: string, evidence: readonly Evidence[], expected: string]

/** Each row: what is shown, and the verdict with a part of its reason, `fail: needs 3`. */
export function testCheck(check: Check, rows: readonly Row[]): void {
  test.each(rows)(`${check.id}: %s`, (_, evidence, expected) => {
    const [verdict = '', part = ''] = expected.split(/: (.*)/s)
    const results = ask(check, evidence)
    expect(results.map((result) => result.verdict)).toContain(verdict)
    const fitting = results.find((result) => result.verdict === verdict)
    expect(`${fitting?.subject} ${fitting?.reason} ${fitting?.severity}`).toContain(part)
    if (verdict === 'fail')
      expect(fitting?.evidence.length, 'a fail names its evidence').toBeGreaterThan(0)
    else expect(results.filter((result) => result.verdict === 'fail')).toEqual([])
  })
}
