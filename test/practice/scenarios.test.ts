import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Autopsy } from '#src/model/autopsy.ts'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import { scenarios } from '#src/practice/scenarios/index.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'
import { runInProcess } from '#test/support/in-process.ts'

/** Each scenario's truth against what Bramble says through the two real doors. */

test('every file of a scenario is listed, under its own name', () => {
  const folder = join(import.meta.dirname, '../../src/practice/scenarios')
  const files = readdirSync(folder).filter((name) => !['index.ts', 'scenario.ts'].includes(name))
  expect(scenarios.map(({ id }) => `${id}.ts`).toSorted()).toEqual(files.toSorted())
})

for (const scenario of scenarios)
  test(`${scenario.id}: ${scenario.title}`, async () => {
    const bramble = await brambleOn(scenario)
    const { truth } = scenario
    if (truth.kind === 'refusal') {
      const { err, out, code } = await bramble(...truth.goal)
      expect(`${out}${err}`).toMatch(truth.gate)
      expect(code).toBe(exitCode.refused)
      return
    }
    if (truth.kind === 'autopsy') {
      const { out } = await bramble('autopsy', truth.node, '--json')
      expect((JSON.parse(out) as Autopsy).verdict.cause).toBe(truth.cause)
      return
    }
    const { out } = await bramble('diagnose', '--json')
    judge[truth.kind](JSON.parse(out) as Diagnosis, truth)
  }, 120_000)

const judge = {
  well({ findings }: Diagnosis) {
    const loud = findings.filter(({ severity }) => severity !== 'info')
    expect(loud.map(({ title }) => title)).toEqual([])
  },
  unknown({ cause, next }: Diagnosis, truth: Scenario['truth']) {
    expect(cause).toBe('unknown')
    if (truth.kind === 'unknown') expect(JSON.stringify(next)).toMatch(truth.next)
  },
  cause({ cause, findings: [first] }: Diagnosis, truth: Scenario['truth']) {
    if (truth.kind !== 'cause') return
    expect(cause).toBe(truth.cause)
    if (truth.node !== undefined) expect(first?.subject).toContain(truth.node)
  },
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
