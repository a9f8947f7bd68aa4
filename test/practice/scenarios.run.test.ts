import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderAutopsy } from '#src/faces/cli/render/autopsy.ts'
import { renderDiagnosis } from '#src/faces/cli/render/diagnosis.ts'
import type { Autopsy } from '#src/model/autopsy.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import { scenarios } from '#src/practice/scenarios/index.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { expectToFit } from '#test/support/screens.ts'

/** Each scenario's truth against what Bramble says through the two real doors. */

test('every file of a scenario is listed, under its own name', () => {
  const folder = join(import.meta.dirname, '../../src/practice/scenarios')
  const files = readdirSync(folder).filter((name) => !['index.ts', 'scenario.ts'].includes(name))
  expect(scenarios.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted())
})

for (const scenario of scenarios)
  test(`${scenario.id}: ${scenario.title}`, async () => {
    const bramble = await brambleOn(scenario)
    const { out } = await bramble('diagnose', '--why', '--timeline', '--json')
    const diagnosis = JSON.parse(out) as Diagnosis
    expectToFit(diagnosis, renderDiagnosis)
    expect(wrongIn(diagnosis, scenario)).toEqual([])
    if (scenario.first !== undefined) expect(diagnosis.findings[0]?.cause).toBe(scenario.first)
    await judge(diagnosis, scenario.truth, bramble)
  }, 120_000)

/** What is found beside the truth and what follows from it. */
function wrongIn({ findings }: Diagnosis, { truth, also = [] }: Scenario): readonly string[] {
  const isTrue = ({ id, cause, subject }: Diagnosis['findings'][number]) =>
    also.includes(cause) ||
    also.includes(id) ||
    (truth.kind === 'cause' && cause === truth.cause && subject.includes(truth.node ?? ''))
  const loud = findings.filter(({ severity }) => severity !== 'info')
  return loud.filter((finding) => !isTrue(finding)).map(({ id }) => id)
}

async function judge(
  { cause, findings: [first], next }: Diagnosis,
  truth: Scenario['truth'],
  bramble: Awaited<ReturnType<typeof brambleOn>>,
): Promise<void> {
  switch (truth.kind) {
    case 'well':
      // A healthy cluster has known lines that only sound like trouble.
      expect(cause).toMatch(/^(?:none|benign-.*)$/)
      return
    case 'unknown':
      expect(cause).toBe('unknown')
      expect(JSON.stringify(next)).toMatch(truth.next)
      return
    case 'cause':
      expect(cause).toBe(truth.cause)
      if (truth.node !== undefined) expect(first?.subject).toContain(truth.node)
      return
    case 'autopsy': {
      const { out } = await bramble('autopsy', truth.node, '--json')
      const autopsy = JSON.parse(out) as Autopsy
      expect(autopsy.verdict.cause).toBe(truth.cause)
      expectToFit(autopsy, renderAutopsy)
      return
    }
    case 'refusal': {
      const { err, out, code } = await bramble(...truth.goal)
      expect(`${out}${err}`).toMatch(truth.gate)
      expect(code).toBe(exitCode.refused)
    }
  }
}

async function brambleOn(scenario: Scenario) {
  const cluster = await startPracticeCluster(scenario)
  onTestFinished(() => cluster.close())
  const home = await writePracticeHome(cluster)
  onTestFinished(() => home.remove())
  // The machine that runs the tests may be a slow one.
  const options = ['--config', home.configuration, '--timeout', '60s']
  return (...argv: readonly string[]) => runInProcess([...argv, ...options], home.folder)
}
