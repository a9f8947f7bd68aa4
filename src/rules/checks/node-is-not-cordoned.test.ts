import { expect, test } from 'vitest'
import * as kube from '#src/model/facts/kubernetes.ts'
import { ago, ask, testCheck } from '#test/support/check.ts'
import { facts } from '#test/support/pattern.ts'
import { nodeIsNotCordoned } from './node-is-not-cordoned.ts'

function node(unschedulable: boolean, since?: string, annotations?: Record<string, string>) {
  const key = 'node.kubernetes.io/unschedulable'
  const taint = { key, effect: 'NoSchedule', ...(since && { addedAt: since }) }
  const record = {
    name: 'pi01',
    conditions: [{ type: 'Ready', status: 'True' as const }],
    unschedulable,
    taints: unschedulable ? [taint] : [],
    roles: [],
    addresses: [],
    ...(annotations && { annotations }),
  }
  return facts(kube.nodes, [record], 'pi01')
}

testCheck(nodeIsNotCordoned, [
  ['open', [node(false)], 'pass'],
  ['cordoned', [node(true, ago(60))], `fail: cordoned since ${ago(60)}`],
  ['cordoned, and nothing tells since when', [node(true)], 'fail: cordoned: it takes no new pods'],
])

test('it is said at once, and warned of after an hour, unless the cluster is stopped', () => {
  const severity = (...args: Parameters<typeof node>) => {
    const [result] = ask(nodeIsNotCordoned, [node(...args)])
    return result?.severity
  }
  expect(severity(true, ago(3599))).toBe('info')
  expect(severity(true)).toBe('info')
  expect(severity(true, ago(3600))).toBe('warning')
  expect(severity(true, ago(3600), { 'bramble/cordoned': 'drain' })).toBe('warning')
  expect(severity(true, ago(7200), { 'bramble/cordoned': 'stop' })).toBe('info')
})
