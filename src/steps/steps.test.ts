import { expect, test } from 'vitest'
import { checks } from '#src/rules/checks/index.ts'
import { stepOf, steps } from './index.ts'

const verifiedByInput = new Set(['wait-for'])

test('every step has an id of its own, is found by it, and is verified', () => {
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length)
  for (const step of steps) {
    expect(stepOf(step.id)).toBe(step)
    expect(step.verify.length > 0 || verifiedByInput.has(step.id), step.id).toBe(true)
    expect(['safe', 'disruptive', 'destructive']).toContain(step.risk)
  }
})

/** A node whose power was away has to be well again, not just changed; whom others join has to answer. */
const healthOnPurpose = new Set(['node-is-ready', 'api-is-ready'])

test('what a step asks can be explained, and is no question of health by accident', () => {
  for (const step of steps)
    for (const check of [...step.verify, ...step.requires.map((gate) => gate.check)]) {
      expect(checks, `${check.id} is not in the index`).toContain(check)
      expect(check.askedBy === 'steps' || healthOnPurpose.has(check.id), check.id).toBe(true)
    }
})

// They decide about volumes that are not there yet, or about files of which a copy is kept; K3s's
// containers run on without it.
const touchesNoData = new Set([
  'set-class-replicas',
  'stop-service',
  'restart-service',
  'rotate-certificates',
  'write-node-files',
])

test('a step that can end what runs asks about data first', () => {
  const risky = steps.filter(({ id, risk }) => risk !== 'safe' && !touchesNoData.has(id))
  expect(risky.length).toBeGreaterThan(0)
  for (const step of risky) {
    const [first] = step.requires
    expect(first?.kind, step.id).toBe('data')
  }
})

test('one copy is asked twice, more are asked once', () => {
  const volumes = ['data']
  expect(stepOf('set-volume-replicas').riskOf({ count: 1, volumes })).toBe('destructive')
  expect(stepOf('set-volume-replicas').riskOf({ count: 2, volumes })).toBe('disruptive')
  expect(stepOf('set-class-replicas').riskOf({ count: 1 })).toBe('destructive')
  expect(stepOf('set-class-replicas').riskOf({ count: 2 })).toBe('disruptive')
})

test('a step of another version is refused by name', () => {
  expect(() => stepOf('reboot-everything')).toThrow('no step "reboot-everything"')
})

test('input that a step does not know is refused before it acts', () => {
  expect(() => stepOf('drain-node').parse({ node: 'pi03', timeoutSeconds: 1801 })).toThrow()
  expect(() => stepOf('uncordon-node').parse({ node: '' })).toThrow()
})
