import { describe, expect, test } from 'vitest'
import * as kube from '#src/model/facts/kubernetes.ts'
import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import * as board from '#src/model/facts/node.ts'
import { ago, ask, testCheck } from '#test/support/check.ts'
import { facts } from '#test/support/pattern.ts'
import { apiIsReady } from './api-is-ready.ts'
import { certificatesAreValid } from './certificates-are-valid.ts'
import { clockIsRight } from './clock-is-right.ts'
import { datastoreIsFast } from './datastore-is-fast.ts'
import { disksHaveRoom } from './disks-have-room.ts'
import { journalIsPersistent } from './journal-is-persistent.ts'
import { k3sUnitIsStable } from './k3s-unit-is-stable.ts'
import { memoryIsFree } from './memory-is-free.ts'
import { nodeIsNotOverloaded } from './node-is-not-overloaded.ts'
import { nodeIsReady } from './node-is-ready.ts'
import { podsAreWell } from './pods-are-well.ts'
import { powerIsGood } from './power-is-good.ts'
import { volumesAreRobust } from './volumes-are-robust.ts'

type Status = 'True' | 'False' | 'Unknown'

function node(status: Status, more: { reason?: string; leaseRenewedAt?: string } = {}) {
  const { reason = 'KubeletReady', leaseRenewedAt } = more
  const record = {
    name: 'pi01',
    conditions: [
      { type: 'Ready', status, reason, message: `said ${reason}`, lastHeartbeatAt: ago(300) },
    ],
    unschedulable: false,
    taints: [],
    roles: [],
    addresses: [],
    ...(leaseRenewedAt && { leaseRenewedAt }),
  }
  return facts(kube.nodes, [record], 'pi01')
}

testCheck(nodeIsReady, [
  ['ready with a fresh lease', [node('True', { leaseRenewedAt: ago(5) })], 'pass'],
  ['ready without any lease', [node('True')], 'pass'],
  [
    'ready, but the lease is old: the node has just vanished',
    [node('True', { leaseRenewedAt: ago(41) })],
    'fail: 41 s ago',
  ],
  [
    'silent: its lease is a later sign than the report of every five minutes',
    [node('Unknown', { reason: 'NodeStatusUnknown', leaseRenewedAt: ago(90) })],
    `fail: kubelet silent since ${ago(90)}`,
  ],
  ['silent, without any lease', [node('Unknown')], `fail: kubelet silent since ${ago(300)}`],
  ['not ready', [node('False', { reason: 'KubeletNotReady' })], 'fail: KubeletNotReady: said'],
])

function pod(more: Record<string, unknown>) {
  const base = {
    namespace: 'media',
    name: 'web-1',
    phase: 'Running',
    ready: true,
    createdAt: ago(9000),
    containers: [],
  }
  return facts(kube.pods, [kube.pods.schema.parse({ ...base, ...more })])
}

const web = { name: 'web', restarts: 0 }

function restarted(restarts: number, secondsAgo: number) {
  const last = { lastReason: 'Error', lastExitCode: 255, lastFinishedAt: ago(secondsAgo) }
  return { ...web, state: 'running', ready: true, restarts, ...last }
}

testCheck(podsAreWell, [
  [
    'running and ready',
    [pod({ containers: [{ ...web, state: 'running', ready: true }] })],
    'pass: 1 pods',
  ],
  ['a finished job', [pod({ phase: 'Succeeded', ready: false })], 'pass'],
  [
    'running, not ready',
    [pod({ ready: false, readyReason: 'ContainersNotReady' })],
    'fail: pod/media/web-1 Running, but not ready',
  ],
  ['a pod that just starts', [pod({ phase: 'Pending', ready: false, createdAt: ago(20) })], 'pass'],
  [
    'pending for long',
    [pod({ phase: 'Pending', ready: false, unschedulableMessage: '0/3 nodes' })],
    'fail: Pending: 0/3 nodes',
  ],
  [
    'waiting with a reason',
    [pod({ containers: [{ ...web, state: 'waiting', reason: 'ImagePullBackOff' }] })],
    'fail: web waits: ImagePullBackOff',
  ],
  [
    'between two crashes it looks ready',
    [
      pod({
        containers: [
          {
            ...web,
            state: 'running',
            ready: true,
            restarts: 9,
            lastReason: 'Error',
            lastExitCode: 1,
            lastFinishedAt: ago(120),
          },
        ],
      }),
    ],
    'fail: restarted 9 times, last 2 min ago (Error, exit code 1)',
  ],
  [
    'a restart of last week',
    [
      pod({
        containers: [{ ...web, state: 'running', restarts: 1, lastFinishedAt: ago(600_000) }],
      }),
    ],
    'pass',
  ],
  ['one restart of half an hour ago', [pod({ containers: [restarted(1, 1800)] })], 'pass'],
  [
    'one restart of five minutes ago',
    [pod({ containers: [restarted(1, 300)] })],
    'fail: web restarted once, last 5 min ago (Error, exit code 255)',
  ],
  [
    'one that fails again and again, half an hour apart',
    [pod({ containers: [restarted(6, 1800)] })],
    'fail: web restarted 6 times, last 30 min ago',
  ],
  ['stuck deletion', [pod({ deletedAt: ago(600) })], 'fail: Terminating for 10 min'],
  ['a deletion in its grace', [pod({ deletedAt: ago(20), ready: false })], 'pass'],
  ['evicted', [pod({ phase: 'Failed', reason: 'Evicted' })], 'fail: Failed: Evicted'],
])

test('pods that serve nobody are told before those that only restarted', () => {
  const again = pod({ name: 'again', containers: [restarted(1, 60)] })
  const down = pod({ name: 'down', ready: false })
  expect(ask(podsAreWell, [again, down]).map(({ subject }) => subject)).toEqual([
    'pod/media/down',
    'pod/media/again',
  ])
})

const api = (more: object) =>
  facts(kube.apiHealth, [
    kube.apiHealth.schema.parse({
      address: 'https://10.0.0.11:6443',
      ready: true,
      milliseconds: 20,
      failedChecks: [],
      ...more,
    }),
  ])

testCheck(apiIsReady, [
  ['ready', [api({})], 'pass'],
  ['ready but slow', [api({ milliseconds: 3100 })], 'fail: took 3.1 s'],
  ['a part failed', [api({ ready: false, failedChecks: ['etcd'] })], 'fail: not ready: etcd'],
  [
    'silent',
    [api({ ready: false, errorCode: 'ETIMEDOUT', errorMessage: 'no answer in 5 s' })],
    'fail: no answer in 5 s',
  ],
])

const latency = (p99Milliseconds: number) =>
  facts(kube.datastoreLatency, [{ requests: 900, meanMilliseconds: 5, p99Milliseconds }])

testCheck(datastoreIsFast, [
  ['quick', [latency(50)], 'pass: within 50 ms'],
  ['slow', [latency(500)], 'fail: warning'],
  ['stalled', [latency(2000)], 'fail: critical'],
])

const gigabytes = 1e9
const ram = (availableBytes: number | undefined) =>
  facts(
    board.memory,
    [{ totalBytes: 8 * gigabytes, ...(availableBytes !== undefined && { availableBytes }) }],
    'pi01',
  )
const stall = (resource: 'cpu' | 'memory' | 'io', someAvg60: number, fullAvg60 = 0) =>
  facts(board.pressure, [{ resource, someAvg10: 0, someAvg60, someAvg300: 0, fullAvg60 }], 'pi01')

testCheck(memoryIsFree, [
  ['half of it', [ram(4 * gigabytes)], 'pass'],
  ['little', [ram(0.5 * gigabytes)], 'fail: 500 MB of 8000 MB available warning'],
  ['nearly none', [ram(0.1 * gigabytes)], 'fail: critical'],
  [
    'enough by the number, but everything waits for it',
    [ram(4 * gigabytes), stall('memory', 40, 25)],
    'fail: waits for memory 25 %',
  ],
  ['an old kernel that does not say', [ram(undefined)], 'unknown: no MemAvailable'],
])

const load = (five: number, blockedProcesses: number[]) =>
  facts(board.load, [{ one: five, five, fifteen: five, cpuCount: 4, blockedProcesses }], 'pi01')

testCheck(nodeIsNotOverloaded, [
  ['no pressure', [stall('cpu', 3)], 'pass'],
  ['the disk keeps programs waiting', [stall('io', 61)], 'fail: the disk 61 %'],
  ['pressure is right where load is high', [stall('cpu', 3), load(40, [5, 5])], 'pass'],
  ['high load with blocked processes', [load(16, [3, 4])], 'fail: suspected: load 16'],
  ['high load alone is an artefact as often', [load(16, [0, 0])], 'pass'],
  ['high load, blocked once', [load(16, [3, 0])], 'pass'],
])

const disk = (usedPercent: number, inodesUsedPercent = 1) =>
  facts(
    board.filesystems,
    [{ source: '/dev/nvme0n1p2', target: '/', usedPercent, inodesUsedPercent }],
    'pi01',
  )

testCheck(disksHaveRoom, [
  ['room', [disk(60)], 'pass'],
  ['nearly full', [disk(86)], 'fail: 86 % full warning'],
  ['full', [disk(97)], 'fail: critical'],
  ['out of inodes', [disk(40, 99)], 'fail: 99 % full of its inodes'],
])

const clock = (more: object) => facts(board.timeSync, [more], 'pi01')

testCheck(clockIsRight, [
  [
    'right and kept',
    [clock({ synchronized: true, offsetSeconds: 0.2, uncertaintySeconds: 0.5 })],
    'pass',
  ],
  [
    'off by a day',
    [clock({ synchronized: true, offsetSeconds: -86_400, uncertaintySeconds: 1 })],
    'fail: 86400 s behind',
  ],
  [
    'within what a slow answer leaves open',
    [clock({ synchronized: true, offsetSeconds: 7, uncertaintySeconds: 6 })],
    'pass',
  ],
  ['right, but nothing keeps it', [clock({ synchronized: false, offsetSeconds: 0 })], 'fail: info'],
  ['says nothing', [clock({})], 'unknown'],
])

testCheck(journalIsPersistent, [
  ['on disk', [facts(board.journalStorage, [{ persistent: true, boots: [] }], 'pi01')], 'pass'],
  [
    'in memory: advice',
    [facts(board.journalStorage, [{ persistent: false, boots: [] }], 'pi01')],
    'fail: info',
  ],
])

const unit = (more: object) =>
  facts(
    board.units,
    [
      board.units.schema.parse({
        name: 'k3s-agent.service',
        loadState: 'loaded',
        activeState: 'active',
        subState: 'running',
        activeSince: ago(90_000),
        restarts: 0,
        ...more,
      }),
    ],
    'pi01',
  )

testCheck(k3sUnitIsStable, [
  ['runs for a day', [unit({})], 'pass'],
  ['restarted five times long ago', [unit({ restarts: 5 })], 'pass'],
  [
    'restarted just now',
    [unit({ restarts: 5, activeSince: ago(120) })],
    'fail: restarted 5 times, last 2 min ago',
  ],
  [
    'failed',
    [unit({ activeState: 'failed', subState: 'failed' })],
    'fail: is failed (failed) critical',
  ],
  [
    'not there',
    [unit({ loadState: 'not-found', activeState: 'inactive' })],
    'unknown: no k3s or k3s-agent unit',
  ],
])

const off = {
  bits: 0x50000,
  underVoltageNow: false,
  frequencyCappedNow: false,
  throttledNow: false,
  softTemperatureLimitNow: false,
  underVoltageSinceBoot: false,
  frequencyCappedSinceBoot: false,
  throttledSinceBoot: false,
  softTemperatureLimitSinceBoot: false,
}
const bits = (more: object) => facts(board.throttling, [{ ...off, ...more }], 'pi01')

testCheck(powerIsGood, [
  ['good', [bits({ bits: 0 })], 'pass'],
  [
    'low now',
    [bits({ underVoltageNow: true, underVoltageSinceBoot: true })],
    'fail: under-voltage now (throttled=0x50000) critical',
  ],
  ['low at some time', [bits({ underVoltageSinceBoot: true })], 'fail: since the boot'],
  ['hot', [bits({ throttledNow: true })], 'fail: too hot'],
])

const volume = (robustness: string) =>
  facts(longhornVolumes, [{ name: 'pvc-1', robustness, conditions: [], claimName: 'photos' }])

testCheck(volumesAreRobust, [
  ['healthy', [volume('healthy')], 'pass'],
  ['unknown is normal while detached', [volume('unknown')], 'pass'],
  ['degraded', [volume('degraded')], 'fail: photos is degraded'],
  ['faulted', [volume('faulted')], 'fail: critical'],
])

const certificate = (days: number) =>
  facts(
    board.certificates,
    [{ path: '/x/client-admin.crt', notAfter: ago(-86_400 * days) }],
    'pi01',
  )

testCheck(certificatesAreValid, [
  ['a year', [certificate(300)], 'pass'],
  ['a week', [certificate(7)], 'fail: client-admin.crt expires in 7 days'],
  ['over', [certificate(-3)], 'fail: expired 3 days ago'],
  ['over since an hour', [certificate(-1 / 24)], 'fail: expired within the last day'],
  ['over in an hour', [certificate(1 / 24)], 'fail: expires within a day'],
])

describe('what was not answered', () => {
  const piece = (outcome: 'silent' | 'no-permission' | 'not-applicable', reason: string) => ({
    ...bits({}),
    records: [],
    outcome,
    reason,
  })
  const named = node('True')
  const power = (evidence: Parameters<typeof ask>[1], coverage: Parameters<typeof ask>[2] = []) => {
    const [result] = ask(powerIsGood, [named, ...evidence], coverage)
    return result && `${result.verdict}: ${result.reason}`
  }
  const door = (outcome: 'silent' | 'not-asked') => [
    { door: 'ssh' as const, target: 'pi01', outcome, reason: 'no answer in 5 s', missing: [] },
  ]

  test('is not applicable where the board has no such thing', () => {
    expect(power([piece('not-applicable', 'no vcgencmd')])).toBe('not-applicable: no vcgencmd')
  })
  test('is unknown without permission or time', () => {
    expect(power([piece('no-permission', 'sudo asks for a password')])).toBe(
      'unknown: sudo asks for a password',
    )
    expect(power([piece('silent', 'timed out')])).toBe('unknown: timed out')
  })
  test('is unknown where the node is silent, and not asked where nobody configured its door', () => {
    expect(power([], door('silent'))).toBe('unknown: no answer in 5 s')
    expect(power([], door('not-asked'))).toBeUndefined()
    expect(power([])).toBeUndefined()
  })
  test('old evidence never passes', () => {
    const verdict = (seconds: number) =>
      ask(powerIsGood, [{ ...bits({ bits: 0 }), takenAt: ago(seconds) }])[0]?.verdict
    expect([verdict(299), verdict(301)]).toEqual(['pass', 'unknown'])
  })
})
