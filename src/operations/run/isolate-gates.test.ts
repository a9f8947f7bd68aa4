import { expect, test } from 'vitest'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { node, pod, replica } from '#test/support/drain-cluster.ts'
import {
  type Leaving,
  leavingPlan,
  machineId,
  refusalsOf,
  type Spoiling,
  startsWithoutK3s,
  stepsOf,
  tells,
} from '#test/support/leaving-plan.ts'

/** Each reason to refuse `isolate` is the only one. */
const isolate = (wanted?: Leaving) => leavingPlan('isolate', wanted)

test('nothing refuses on the cluster that every case below spoils in one place', () => {
  const made = isolate()
  expect(refusalsOf(made)).toEqual([])
  expect(stepsOf(made)).toEqual([
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
  expect(stepsOf(isolate({ isEnabled: false }))).not.toContain('set-service-at-boot')
})

/** In each case one gate refuses, and no other. */
const cases: [string, (found: Spoiling) => void, string][] = [
  [
    'another board answers at the address',
    (found) => tells(found, nodeIdentity.kind, [{ hostname: 'pi09', bootId: 'boot-pi09' }]),
    'data board-belongs-to-node node/pi03',
  ],
  [
    'another board answers, and K3s runs on none of them',
    (found) => startsWithoutK3s(found, '9'.repeat(32)),
    'data board-belongs-to-node node/pi03',
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
      cluster.nodes.push(node('pi05', { conditions: [{ type: 'Ready', status: 'False' }] }))
    },
    'availability other-nodes-are-ready node/pi05',
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

test('a board that started anew without K3s is known by its machine id', () => {
  expect(refusalsOf(isolate({ spoil: (found) => startsWithoutK3s(found, machineId) }))).toEqual([])
})

test('the only server, the node that Bramble runs on, and a time that is none are refused by name', () => {
  const only = ({ cluster }: Spoiling) => {
    cluster.nodes = [node('pi02'), node('pi03', { roles: ['control-plane'] }), node('pi04')]
  }
  expect(() => isolate({ spoil: only })).toThrow('pi03 is the only server')
  expect(() => isolate({ ownNode: 'pi03' })).toThrow('Bramble runs on pi03 itself')
  for (const time of ['5m', '8d', 'soon', '12'])
    expect(() => isolate({ options: { for: time } })).toThrow('--for is')
  expect(isolate({ options: { for: '10m' } }).plan.steps.at(-1)?.input).toMatchObject({
    seconds: 600,
  })
})
