import { expect, test } from 'vitest'
import { healthyCluster, observationOf, unseen } from '#test/support/drain-cluster.ts'
import { lookAt } from './run/ask-gates.ts'
import { statusOf } from './status.ts'

const named = {
  pi01: { role: 'server', address: '10.0.0.11' },
  pi02: { role: 'agent', address: '10.0.0.12' },
} as const

const coverage = ['pi01', 'pi02', 'pi09'].map((target) => ({
  door: 'ssh' as const,
  target,
  outcome: 'answered' as const,
  missing: [],
}))

function nodesWhere(seen: Parameters<typeof observationOf>[1]) {
  const { observation, index } = lookAt(observationOf(healthyCluster(), seen))
  const { nodes } = statusOf({ observation: { ...observation, coverage }, index }, named)
  return Object.fromEntries(nodes.map((node) => [node.name, node]))
}

test('while the API is silent, nodes are what bramble.yaml says they are', () => {
  const silent = nodesWhere((piece) => unseen(piece, 'silent', 'refused'))
  expect(silent['pi01']).toMatchObject({ role: 'server', address: '10.0.0.11', ready: 'not-seen' })
  expect(silent['pi02']).toMatchObject({ role: 'agent', address: '10.0.0.12', ready: 'not-seen' })
  expect(silent['pi09']).toMatchObject({ role: 'unknown', ready: 'not-seen' })
})

test('what the API lists of a node counts for more', () => {
  const listed = nodesWhere((piece) => piece)
  expect(listed['pi02']?.ready).toBe('True')
  expect(listed['pi02']?.address).not.toBe(named.pi02.address)
})
