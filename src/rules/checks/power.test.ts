import { expect, test } from 'vitest'
import { nodeIsInService } from './node-is-in-service.ts'
import { nodeIsOutOfService } from './node-is-out-of-service.ts'
import { powerIsOff } from './power-is-off.ts'

const ask = { node: 'pi03', now: Date.parse('2026-03-01T12:00:00Z') }
const origin = { evidence: 'e1', node: 'pi03' }
const nodes = (status: string, taints: readonly object[] = []) => [
  { ...origin, name: 'pi03', taints, conditions: [{ type: 'Ready', status }] },
]

test.each([
  ['off', 'no', 'True', 'pass'],
  ['off', 'unknown', 'True', 'pass'],
  ['unknown', 'no', 'True', 'pass'],
  ['unknown', 'unknown', 'Unknown', 'pass'],
  // A welded relay, a port that somebody turned on again, and a person who has not come yet.
  ['off', 'yes', 'Unknown', 'fail'],
  ['on', 'no', 'Unknown', 'fail'],
  ['on', 'unknown', 'Unknown', 'fail'],
  ['unknown', 'yes', 'Unknown', 'fail'],
  ['unknown', 'unknown', 'True', 'fail'],
  ['unknown', 'unknown', 'False', 'fail'],
])('an outlet that is %s where power flows: %s, Ready=%s: off is a %s', (...row) => {
  const [outlet, flows, ready, verdict] = row
  const powerOutlets = [{ ...origin, name: 'desk', outlet, flows, words: 'x' }]
  expect(powerIsOff.ask({ powerOutlets, nodes: nodes(ready) }, ask)).toMatchObject({
    kind: verdict,
  })
})

test('an outlet of another node says nothing of this one', () => {
  const other = { ...origin, node: 'pi02', name: 'desk', outlet: 'off', flows: 'no', words: 'x' }
  expect(powerIsOff.ask({ powerOutlets: [other], nodes: nodes('Unknown') }, ask)).toMatchObject({
    kind: 'unknown',
  })
})

test.each([
  ['node.kubernetes.io/out-of-service', 'pass', 'fail'],
  ['node.kubernetes.io/unreachable', 'fail', 'pass'],
])('a node with the taint %s', (key, out, back) => {
  const evidence = { nodes: nodes('Unknown', [{ key, effect: 'NoExecute' }]) }
  expect(nodeIsOutOfService.ask(evidence, ask)).toMatchObject({ kind: out })
  expect(nodeIsInService.ask(evidence, ask)).toMatchObject({ kind: back })
})
