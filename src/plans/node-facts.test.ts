import { expect, test } from 'vitest'
import { lookAt } from '#src/operations/run/ask-gates.ts'
import { healthyCluster, observationOf } from '#test/support/drain-cluster.ts'
import { nodeOf } from './node-facts.ts'

test('a node that is missing in what was typed is not looked for', () => {
  const { index } = lookAt(observationOf(healthyCluster()))
  expect(nodeOf('pi03', index).name).toBe('pi03')
  expect(() => nodeOf('', index)).toThrow('No node is named.')
  expect(() => nodeOf('pi33', index)).toThrow('lists no node "pi33"')
})
