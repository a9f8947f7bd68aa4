import { expect, test } from 'vitest'
import { refuses } from '#src/model/plan-reading.ts'
import { nodeGates } from '#src/steps/node-gates.ts'
import {
  healthyCluster,
  node,
  observationOf,
  type Records,
  replica,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { askGates, lookAt } from './ask-gates.ts'

/** `kind gate subject` of what refuses, for each way in which pi03 may leave. */
function refusals(change: (cluster: Records) => void): Record<string, string[]> {
  const cluster = healthyCluster()
  change(cluster)
  const look = lookAt(observationOf(cluster))
  const options = { accepted: [], now: Date.parse(takenAt) }
  return Object.fromEntries(
    Object.entries(nodeGates).map(([leaving, gates]) => [
      leaving,
      askGates(gates, { node: 'pi03' }, look, options)
        .filter(refuses)
        .map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`),
    ]),
  )
}

test('a healthy node may leave in every way', () => {
  expect(refusals(() => {})).toEqual({ drain: [], reboot: [], remove: [], lose: [] })
})

test('a single copy is merely away at a drain, and data where the node does not come back', () => {
  const single = (cluster: Records) => {
    Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
    cluster.longhornReplicas = [replica('data', 'pi03')]
  }
  const [away, gone] = ['availability', 'data'].map((kind) => [
    `${kind} volumes-have-another-copy volume/data`,
  ])
  expect(refusals(single)).toEqual({ drain: away, reboot: away, remove: gone, lose: gone })
})

test('the only server is away at a reboot, and its datastore gone where it does not come back', () => {
  const alone = (cluster: Records) => {
    cluster.nodes = [node('pi01'), node('pi02'), node('pi03', { roles: ['control-plane'] })]
  }
  const gate = 'another-server-answers server/pi03'
  expect(refusals(alone)).toEqual({
    drain: [],
    reboot: [`availability ${gate}`],
    remove: [`data ${gate}`],
    lose: [`data ${gate}`],
  })
})

test('a server that is down does not answer for the other one', () => {
  const down = [{ type: 'Ready', status: 'Unknown' as const }]
  const { reboot } = refusals((cluster) => {
    cluster.nodes = [
      node('pi01', { roles: ['control-plane'], conditions: down }),
      node('pi02'),
      node('pi03', { roles: ['control-plane'] }),
    ]
  })
  expect(reboot).toContain('availability another-server-answers server/pi03')
})

test('no budget holds a node that vanishes', () => {
  const spent = (cluster: Records) => {
    Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed: 0 })
  }
  const budget = ['availability budgets-allow-eviction budget/default/web']
  expect(refusals(spent)).toEqual({ drain: budget, reboot: budget, remove: budget, lose: [] })
})
