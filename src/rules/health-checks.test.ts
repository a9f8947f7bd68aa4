import { expect, test } from 'vitest'
import { healthChecks } from './health-checks.ts'

// `bramble check` brings no logs: a check that read one would hear nothing, and call it well.
test('no check of health reads a log', () => {
  expect(healthChecks.filter(({ queries }) => queries.length > 0)).toEqual([])
  expect(healthChecks.length).toBeGreaterThan(10)
})
