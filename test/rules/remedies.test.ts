import { describe, expect, test } from 'vitest'
import { commands } from '#src/faces/cli/commands.ts'
import type { Finding } from '#src/model/diagnosis.ts'
import { BrambleError } from '#src/model/error.ts'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import { goalFor } from '#src/plans/cure.ts'
import { goals } from '#src/plans/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { goalThatCures, remedies } from '#src/rules/remedies.ts'
import { healthyCluster, observationOf } from '#test/support/drain-cluster.ts'

/** A runbook beside a goal of its purpose, and why a person decides all the same. */
const decidedByPersons: Readonly<Record<string, string>> = {
  service: 'nothing shows whether K3s was stopped on purpose',
  certificates: 'an API whose certificate has ended does not answer the gates',
}

describe.each(patterns.map((pattern) => [pattern.id, pattern] as const))('%s', (_, pattern) => {
  const { remedy, docs } = pattern
  const known = remedies[remedy]

  test('its remedy is a goal, a runbook, or nothing to do', () => {
    expect(known).toBeDefined()
    if (known?.kind === 'goal') expect(goals).toContain(known.goal)
  })

  test('is no runbook where a goal of that purpose exists', () => {
    if (known?.kind !== 'runbook') return
    const ofPurpose = goals.filter((goal) => goal === remedy || goal.startsWith(`${remedy} `))
    if (decidedByPersons[remedy] === undefined) return expect(ofPurpose).toEqual([])
    expect(ofPurpose).not.toEqual([])
    // Its page names the goal at least.
    expect(docs.mitigation).toMatch(new RegExp(`\`bramble ${remedy} `))
  })

  test('a finding of it can be turned into the goal that it promises', () => {
    const goal = goalThatCures(pattern)
    if (goal === undefined) return
    const finding = { id: `${pattern.id}@node/pi03`, subject: 'node/pi03' } as Finding
    const { index } = lookAt(observationOf(healthyCluster()))
    const made = goalFor(goal, [finding], index)
    expect(made.name).toBe(goal)
    expect(made.cures).toEqual([finding.id])
  })

  test('each command of ours that its page names exists', () => {
    const names = new Set(commands.map(({ meta }) => meta.name))
    const named = [...docs.mitigation.matchAll(/`bramble ([a-z-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !names.has(name))).toEqual([])
  })
})

test('several nodes are not cured with one of them', () => {
  const { index } = lookAt(observationOf(healthyCluster()))
  const findings = ['pi02', 'pi03'].map(
    (node) => ({ id: `x@node/${node}`, subject: `node/${node}` }) as Finding,
  )
  expect(() => goalFor('restart-csi-plugin', findings, index)).toThrow(BrambleError)
})
