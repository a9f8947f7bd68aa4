import { expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { nodeContainers, nodeIdentity } from '#src/model/facts/node.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  node,
  observationOf,
  pod,
  type Records,
  replica,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { nodeEvidence } from '#test/support/node-evidence.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Each reason to refuse `isolate` is the only one. pi01 to pi03 are servers with etcd. */
const configuration = Configuration.parse({
  cluster: 'home',
  nodes: {
    pi01: { address: '10.0.0.1', role: 'server' },
    pi02: { address: '10.0.0.2', role: 'server' },
    pi03: { address: '10.0.0.3', role: 'server' },
  },
})

interface Spoiling {
  readonly cluster: Records
  /** What pi03 says over SSH of its boot. */
  readonly identity: Evidence
}

interface Wanted {
  readonly spoil?: (found: Spoiling) => void
  readonly accept?: Acceptance[]
  readonly time?: string
  readonly ownNode?: string
  readonly isEnabled?: boolean
}

function isolate({ spoil, accept = [], time, ownNode, isEnabled = true }: Wanted = {}) {
  const cluster = healthyCluster()
  const identity = nodeEvidence(nodeIdentity, 'pi03', { hostname: 'pi03', bootId: 'boot-pi03' })
  spoil?.({ cluster, identity })
  const seen = observationOf(cluster)
  const unitFileState = isEnabled ? 'enabled' : 'disabled'
  const evidence = [
    ...seen.evidence,
    identity,
    unitEvidence('pi03', { name: 'k3s.service', unitFileState }),
    nodeEvidence(nodeContainers, 'pi03', { running: 3 }),
  ]
  const goal = { name: 'isolate', target: 'pi03', options: time === undefined ? {} : { for: time } }
  const site = {
    cluster: 'home',
    clock: fixedClock(takenAt),
    around: { configuration, ownNode },
  }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept }, site)
}

const refusalsOf = ({ refusals }: ReturnType<typeof isolate>) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)

test('nothing refuses on the cluster that every case below spoils in one place', () => {
  const made = isolate()
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps.map(({ step }) => step)).toEqual([
    'drain-node',
    'set-service-at-boot',
    'end-containers',
    'watch-board',
  ])
  expect(made.plan.steps.at(-1)?.input).toEqual({
    node: 'pi03',
    bootId: 'boot-pi03',
    seconds: 43_200,
  })
  expect(made.plan.leaves).toMatchObject([{ instead: ['bramble rejoin pi03'] }])
  expect(made.plan.steps[2]?.preview).toEqual([
    'refuse where a volume is attached to pi03 or mounted there',
    'systemctl stop k3s.service on pi03',
    'k3s-killall.sh on pi03: the pods of 1 DaemonSets end, and so does its pod network',
    'replicas of Longhorn on pi03 stand still; after 10 minutes others are built elsewhere',
  ])
})

test('a unit that does not start at boot is not disabled again', () => {
  expect(isolate({ isEnabled: false }).plan.steps.map(({ step }) => step)).not.toContain(
    'set-service-at-boot',
  )
})

/** In each case one gate refuses, and no other. */
const cases: [string, (found: Spoiling) => void, string][] = [
  [
    'another board answers at the address',
    ({ identity }) => {
      Object.assign(identity, { records: [{ hostname: 'pi09', bootId: 'boot-pi09' }] })
    },
    'data node-is-the-one-meant node/pi03',
  ],
  [
    'its last healthy replica is there',
    ({ cluster }) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    'data volumes-survive-without-node volume/data',
  ],
  [
    'a volume has one copy by its own wish',
    ({ cluster }) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
      cluster.longhornReplicas = [replica('data', 'pi03')]
    },
    'availability volumes-have-another-copy volume/data',
  ],
  [
    'another node is down',
    ({ cluster }) => {
      cluster.nodes.push(node('pi04', { conditions: [{ type: 'Ready', status: 'False' }] }))
    },
    'availability other-nodes-are-ready node/pi04',
  ],
  [
    'etcd has no member to spare',
    ({ cluster }) => {
      cluster.nodes = cluster.nodes.slice(1)
    },
    'availability quorum-survives-without-node quorum/pi03',
  ],
  [
    'a budget is spent',
    ({ cluster }) => {
      Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed: 0 })
    },
    'availability budgets-allow-eviction budget/default/web',
  ],
  [
    'nothing starts a pod again',
    ({ cluster }) => {
      const bare = pod('once', 'pi03', { labels: {} })
      delete bare.owner
      cluster.pods.push(bare)
    },
    'availability pods-come-back pod/default/once',
  ],
]

test.each(cases)('where %s, that alone refuses', (_, spoil, refusal) => {
  const made = isolate({ spoil })
  expect(new Set(refusalsOf(made))).toEqual(new Set([refusal]))
  const [kind, , subject = ''] = refusal.split(' ')
  const accepted = isolate({ spoil, accept: [{ subject, reason: 'a test' }] })
  expect(refusalsOf(accepted).length).toBe(kind === 'data' ? 1 : 0)
})

test('the only server, the node that Bramble runs on, and a time that is none are refused by name', () => {
  const only = ({ cluster }: Spoiling) => {
    cluster.nodes = [node('pi02'), node('pi03', { roles: ['control-plane'] })]
  }
  expect(() => isolate({ spoil: only })).toThrow('pi03 is the only server')
  expect(() => isolate({ ownNode: 'pi03' })).toThrow('Bramble runs on pi03 itself')
  for (const time of ['5m', '8d', 'soon', '12']) expect(() => isolate({ time })).toThrow('--for is')
  expect(isolate({ time: '10m' }).plan.steps.at(-1)?.input).toMatchObject({ seconds: 600 })
})
