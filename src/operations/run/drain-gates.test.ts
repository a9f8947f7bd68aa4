import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import {
  healthyCluster,
  node,
  nothingAround,
  observationOf,
  pod,
  type Records,
  replica,
  takenAt,
  unseen,
} from '#test/support/drain-cluster.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const site = { cluster: 'home', clock: fixedClock(takenAt), around: nothingAround }
const goal = { name: 'drain', target: 'pi03', options: {} }

function drain(
  spoil: (cluster: Records) => void,
  accept: { subject: string; reason: string }[] = [],
): PlanMade {
  const cluster = healthyCluster()
  spoil(cluster)
  return planOn(lookAt(observationOf(cluster)), { goal, accept }, site)
}

function drainSeeing(change: (piece: Evidence) => Evidence): PlanMade {
  return planOn(lookAt(observationOf(healthyCluster(), change)), { goal, accept: [] }, site)
}

/** `kind gate subject` of everything that refuses. */
function refusalsOf({ refusals }: PlanMade): string[] {
  return refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
}

test('nothing refuses on the cluster that every case below spoils in one place', () => {
  const made = drain(() => {})
  expect(refusalsOf(made)).toEqual([])
  // Each gate did answer: an empty answer would let everything through.
  expect(new Set(made.gates.map((gate) => gate.gate)).size).toBe(13)
  expect(made.gates.filter((gate) => gate.verdict === 'not-applicable')).toEqual([])
})

const attachment = (volumeName: string, nodeName: string) => ({
  name: `csi-${volumeName}`,
  attacher: 'driver.longhorn.io',
  nodeName,
  volumeName,
  attached: true,
})

test.each([
  [
    'a pod asked for it',
    (cluster: Records) => cluster.volumeAttachments.push(attachment('pvc-1', 'pi03')),
  ],
  [
    'it is shared: its share manager moves',
    (cluster: Records) => Object.assign(cluster.longhornVolumes[0] ?? {}, { accessMode: 'rwx' }),
  ],
])('a volume that is attached here is let go where %s', (_, change) => {
  const made = drain((cluster) => {
    Object.assign(cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi03' })
    cluster.persistentVolumes.push({ name: 'pvc-1', handle: 'data', driver: 'driver.longhorn.io' })
    change(cluster)
  })
  expect(refusalsOf(made)).toEqual([])
})

/** In each case exactly one gate refuses, and it says what it refuses and why. */
const cases: [string, (cluster: Records) => void, string, RegExp][] = [
  [
    'the other replica has failed',
    (cluster) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    'data volumes-survive-without-node volume/data',
    /grafana-data \(data\): pi03 may hold its last healthy replica; the one on pi02 failed at 2026-03-01T11:49:00Z/,
  ],
  [
    'the other replica was never healthy',
    (cluster) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { healthyAt: '' })
    },
    'data volumes-survive-without-node volume/data',
    /has never been healthy/,
  ],
  [
    'the other replica is written to, but not yet read from',
    (cluster) => {
      const [engine] = cluster.longhornEngines
      if (engine) engine.replicaModes['data-r-pi02'] = 'WO'
    },
    'data volumes-survive-without-node volume/data',
    /is WO in the engine, not RW/,
  ],
  [
    'the other replica is being rebuilt',
    (cluster) => {
      const [engine] = cluster.longhornEngines
      engine?.rebuilding.push({ replica: 'data-r-pi02', progressPercent: 41 })
    },
    'data volumes-survive-without-node volume/data',
    /the one on pi02 is rebuilding: 41 %/,
  ],
  [
    'the volume is attached and no engine is known',
    (cluster) => {
      cluster.longhornEngines = []
    },
    'data volumes-survive-without-node volume/data',
    /is not known to any running engine/,
  ],
  [
    'there is no other replica although two are wanted',
    (cluster) => {
      cluster.longhornReplicas.shift()
    },
    'data volumes-survive-without-node volume/data',
    /no replica is anywhere else/,
  ],
  [
    'Longhorn does not call the other node Ready',
    (cluster) => {
      const other = cluster.longhornNodes[1]
      if (other) other.conditions = [{ type: 'Ready', status: 'False' }]
    },
    'data volumes-survive-without-node volume/data',
    /on a node that Longhorn does not call Ready/,
  ],
  [
    "the other replica's disk is broken",
    (cluster) => {
      const disk = cluster.longhornNodes[1]?.disks[0]
      if (disk) disk.conditions = [{ type: 'Ready', status: 'False' }]
    },
    'data volumes-survive-without-node volume/data',
    /on a disk that Longhorn does not call Ready/,
  ],
  [
    'a replica belongs to a volume that is not listed',
    (cluster) => {
      cluster.longhornReplicas.push(replica('lost', 'pi03'))
    },
    'data volumes-survive-without-node volume/lost',
    /not listed/,
  ],
  [
    'a volume wants one replica',
    (cluster) => {
      const [volume] = cluster.longhornVolumes
      if (volume) volume.wantedReplicas = 1
      cluster.longhornReplicas.shift()
    },
    'availability volumes-have-another-copy volume/data',
    /wants one replica, and it is on pi03/,
  ],
  [
    'a volume is strict-local',
    (cluster) => {
      const [volume] = cluster.longhornVolumes
      if (volume) volume.dataLocality = 'strict-local'
      cluster.longhornReplicas.shift()
    },
    'availability volumes-have-another-copy volume/data',
    /wants strict-local/,
  ],
  [
    'a local-path volume lies here',
    (cluster) => {
      cluster.persistentVolumes.push({
        name: 'pvc-1',
        phase: 'Bound',
        claimNamespace: 'default',
        claimName: 'plex',
        localPath: '/var/lib/rancher/k3s/storage/pvc-1',
        nodeNames: ['pi03'],
      })
    },
    'availability volumes-have-another-copy volume/pvc-1',
    /default\/plex \(pvc-1\) lies in \/var\/lib\/rancher\/k3s\/storage\/pvc-1 on pi03 alone/,
  ],
  [
    'a pod keeps files in a hostPath',
    (cluster) => {
      cluster.pods.push(
        pod('nas', 'pi03', { hostPaths: ['/etc/localtime', '/srv/nas'], labels: {} }),
      )
    },
    'availability volumes-have-another-copy hostpath/default/nas',
    /keeps files in \/srv\/nas on this node/,
  ],
  [
    'a budget allows nothing',
    (cluster) => {
      const [budget] = cluster.disruptionBudgets
      if (budget) Object.assign(budget, { disruptionsAllowed: 0, desiredHealthy: 2 })
    },
    'availability budgets-allow-eviction budget/default/web',
    /of the pods that it counts 2 must be healthy, and 2 are; 1 runs here/,
  ],
  [
    'it is not known which pods a closed budget holds',
    (cluster) => {
      const [budget] = cluster.disruptionBudgets
      if (budget) budget.disruptionsAllowed = 0
      delete budget?.selector
    },
    'availability budgets-allow-eviction budget/default/web',
    /which pods it holds is not known/,
  ],
  [
    'two budgets hold one pod',
    (cluster) => {
      cluster.disruptionBudgets.push({
        namespace: 'default',
        name: 'all',
        disruptionsAllowed: 5,
        selector: {},
      })
    },
    'availability pods-have-one-budget pod/default/web-1',
    /web and all: the API cannot evict it/,
  ],
  [
    'nobody ends the pods of the node',
    (cluster) => {
      const here = cluster.nodes.find(({ name }) => name === 'pi03')
      if (here) here.conditions = [{ type: 'Ready', status: 'Unknown' }]
    },
    'availability node-ends-its-pods node/pi03',
    /its kubelet is silent since .*: nobody there ends its pod/,
  ],
  [
    'nothing would start a pod again',
    (cluster) => {
      const bare = pod('once', 'pi03', { labels: {} })
      delete bare.owner
      cluster.pods.push(bare)
    },
    'availability pods-come-back pod/default/once',
    /has no controller/,
  ],
  [
    'a pod keeps files in an emptyDir on disk',
    (cluster) => {
      cluster.pods.push(pod('cache', 'pi03', { labels: {}, emptyDirs: ['scratch'] }))
    },
    'availability pods-keep-no-local-data emptydir/default/cache',
    /loses what is in its emptyDir scratch/,
  ],
  [
    'a pod asks for this very node',
    (cluster) => {
      cluster.pods.push(
        pod('zigbee', 'pi03', { labels: {}, nodeSelector: { 'kubernetes.io/hostname': 'pi03' } }),
      )
    },
    'availability pods-can-run-elsewhere pod/default/zigbee',
    /asks for kubernetes.io\/hostname=pi03, which no other node offers now/,
  ],
  [
    'a pod asks for a label, and the labels of nodes were not read',
    (cluster) => {
      for (const each of cluster.nodes) delete each.labels
      cluster.pods.push(pod('zigbee', 'pi03', { labels: {}, nodeSelector: { stick: 'zigbee' } }))
    },
    'availability pods-can-run-elsewhere pod/default/zigbee',
    /who else has it is not known/,
  ],
  [
    'a pod asks for more memory than any other node has left',
    (cluster) => {
      cluster.pods.push(
        pod('big', 'pi03', {
          labels: {},
          containers: [
            { name: 'init', init: true, memoryRequestBytes: 3950 * 1024 ** 2 },
            { name: 'big', memoryRequestBytes: 10 },
          ],
        }),
        pod('other', 'pi01', { containers: [{ name: 'a', memoryRequestBytes: 100 * 1024 ** 2 }] }),
      )
    },
    'availability memory-suffices-elsewhere memory/pi03',
    /1 of 2 pods ask for more memory than any other node has left: 4050 MiB to move, 7800 MiB free on 2 nodes/,
  ],
  [
    'how much memory a node has is not known',
    (cluster) => {
      delete cluster.nodes[0]?.allocatableMemoryBytes
    },
    'availability memory-suffices-elsewhere memory/pi03',
    /how much memory pi01 has is not known/,
  ],
  [
    'a volume is attached here, and no pod asked for it',
    (cluster) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { currentNode: 'pi03' })
      cluster.persistentVolumes.push({
        name: 'pvc-1',
        handle: 'data',
        driver: 'driver.longhorn.io',
      })
      cluster.volumeAttachments.push(attachment('pvc-1', 'pi02'))
    },
    'availability volumes-are-let-go attached/data',
    /grafana-data \(data\) is attached here for no pod/,
  ],
  [
    'an agent is down',
    (cluster) => {
      cluster.nodes.push(node('pi04', { conditions: [{ type: 'Ready', status: 'Unknown' }] }))
    },
    'availability other-nodes-are-ready node/pi04',
    /its kubelet is silent/,
  ],
  [
    "an agent's lease is old although it still shows Ready",
    (cluster) => {
      cluster.nodes.push(node('pi04', { leaseRenewedAt: '2026-03-01T11:59:10.000Z' }))
    },
    'availability other-nodes-are-ready node/pi04',
    /its lease was last renewed 50 s ago/,
  ],
  [
    'two etcd members are left, and the other one would be alone',
    (cluster) => {
      cluster.nodes.pop()
      cluster.nodes[0] = node('pi01')
      cluster.nodes.push(node('pi03', { roles: ['etcd'] }))
    },
    'availability quorum-survives-without-node quorum/pi03',
    /without pi03, 1 of 2 etcd members answer; 2 are needed/,
  ],
]

describe('exactly one gate refuses when', () => {
  test.each(cases)('%s', (_, spoil, refusal, words) => {
    const made = drain(spoil)
    expect(refusalsOf(made)).toEqual([refusal])
    expect(made.refusals[0]?.reason).toMatch(words)
    expect(made.refusals[0]?.next).not.toBe('')
  })

  test('every gate of a drain that can refuse has a case', () => {
    const tried = new Set(cases.map(([, , refusal]) => refusal.split(' ')[1]))
    const all = drain(() => {}).gates.filter((gate) => gate.kind !== 'notice')
    expect([...new Set(all.map((gate) => gate.gate))].filter((gate) => !tried.has(gate))).toEqual(
      [],
    )
  })
})

describe('nothing refuses when', () => {
  const fine: [string, (cluster: Records) => void][] = [
    [
      'a detached volume has a healthy twin and no engine',
      (cluster) => {
        cluster.longhornEngines = []
        const [volume] = cluster.longhornVolumes
        if (volume) volume.state = 'detached'
      },
    ],
    [
      'a volume that wants three replicas on two nodes is degraded for ever',
      (cluster) => {
        const [volume] = cluster.longhornVolumes
        if (volume) Object.assign(volume, { wantedReplicas: 3, robustness: 'degraded' })
      },
    ],
    [
      'the failed replica is the one on the node itself',
      (cluster) => {
        cluster.longhornReplicas[1] = replica('data', 'pi03', { failedAt: '2026-03-01T11:00:00Z' })
      },
    ],
    [
      "Longhorn's own budget over its instance manager is closed",
      (cluster) => {
        cluster.pods.push(
          pod('instance-manager-3', 'pi03', {
            namespace: 'longhorn-system',
            owner: { kind: 'InstanceManager', name: 'instance-manager-3' },
            labels: { node: 'pi03' },
          }),
        )
        cluster.disruptionBudgets.push({
          namespace: 'longhorn-system',
          name: 'instance-manager-3',
          disruptionsAllowed: 0,
          selector: { node: 'pi03' },
        })
      },
    ],
    [
      'a closed budget holds pods of other nodes or namespaces only',
      (cluster) => {
        const [budget] = cluster.disruptionBudgets
        if (budget) Object.assign(budget, { namespace: 'other', disruptionsAllowed: 0 })
      },
    ],
    [
      'finished, mirrored and DaemonSet pods have what would refuse otherwise',
      (cluster) => {
        const bad = { emptyDirs: ['x'], hostPaths: ['/srv'], nodeSelector: { a: 'b' }, labels: {} }
        cluster.pods.push(
          pod('done', 'pi03', { ...bad, phase: 'Succeeded' }),
          pod('etcd-pi03', 'pi03', { ...bad, mirror: true }),
          pod('ds', 'pi03', { ...bad, owner: { kind: 'DaemonSet', name: 'ds' } }),
        )
      },
    ],
    [
      'the only etcd member is drained: K3s goes on there',
      (cluster) => {
        for (const each of cluster.nodes) each.roles = each.name === 'pi03' ? ['etcd'] : []
      },
    ],
  ]
  test.each(fine)('%s', (_, spoil) => expect(refusalsOf(drain(spoil))).toEqual([]))
})

test('a volume that was never attached is named and refuses nothing', () => {
  const made = drain((cluster) => {
    cluster.longhornVolumes.push({
      name: 'new',
      state: 'detached',
      wantedReplicas: 2,
      conditions: [],
    })
    cluster.longhornReplicas.push(
      replica('new', 'pi02', { healthyAt: '' }),
      replica('new', 'pi03', { healthyAt: '' }),
    )
  })
  expect(refusalsOf(made)).toEqual([])
  expect(made.gates).toContainEqual(
    expect.objectContaining({ kind: 'notice', verdict: 'fail', subject: 'volume/new' }),
  )
})

describe('what could not be seen never passes', () => {
  const kinds = [
    'nodes',
    'pods',
    'disruption-budgets',
    'persistent-volumes',
    'longhorn-volumes',
    'longhorn-replicas',
    'longhorn-engines',
    'longhorn-nodes',
  ]
  // Without nodes and pods there is no plan to refuse.
  const planned = kinds.slice(2)

  test.each(planned)('%s is forbidden', (kind) => {
    const made = drainSeeing((piece) =>
      piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden: User "pi"') : piece,
    )
    expect(made.refusals.length).toBeGreaterThan(0)
    for (const refusal of made.refusals) {
      expect(refusal.verdict).toBe('unknown')
      expect(refusal.reason).toBe(`${kind}: forbidden: User "pi"`)
    }
  })

  test.each(planned)('%s was cut off', (kind) => {
    const made = drainSeeing((piece) =>
      piece.kind === kind ? { ...piece, truncated: true } : piece,
    )
    expect(made.refusals.map(({ verdict }) => verdict)).toContain('unknown')
  })

  test('evidence is old', () => {
    const made = drainSeeing((piece) => ({ ...piece, takenAt: '2026-03-01T11:58:00.000Z' }))
    expect(new Set(made.gates.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']))
    expect(made.refusals[0]?.reason).toMatch(/what is known is 120 s old/)
  })

  test('nobody was asked', () => {
    const whole = observationOf(healthyCluster())
    const evidence = whole.evidence.filter((piece) => piece.kind !== 'longhorn-replicas')
    const made = planOn(lookAt({ ...whole, evidence }), { goal, accept: [] }, site)
    expect(refusalsOf(made)).toContain('data volumes-survive-without-node node/pi03')
  })

  test.each(['nodes', 'pods'])('without %s no plan is made', (kind) => {
    expect(() =>
      drainSeeing((piece) =>
        piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden') : piece,
      ),
    ).toThrow(`No plan without ${kind}, and they were not read: forbidden`)
  })

  test('a cluster without Longhorn has nothing to lose there', () => {
    const made = drainSeeing((piece) =>
      piece.kind.startsWith('longhorn-') ? unseen(piece, 'not-applicable', 'no Longhorn') : piece,
    )
    expect(refusalsOf(made)).toEqual([])
  })
})

describe('accepting', () => {
  const closed = (cluster: Records) => {
    const [budget] = cluster.disruptionBudgets
    if (budget) budget.disruptionsAllowed = 0
  }

  test('opens the one availability gate it names, with its reason in the plan', () => {
    const made = drain(closed, [{ subject: 'budget/default/web', reason: 'night' }])
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.accepted).toEqual([{ subject: 'budget/default/web', reason: 'night' }])
    expect(made.digest).not.toBe(drain(closed).digest)
    const other = drain(closed, [{ subject: 'budget/default/other', reason: 'night' }])
    expect(refusalsOf(other)).toEqual(['availability budgets-allow-eviction budget/default/web'])
  })

  test('never opens a data gate', () => {
    const lastCopy = (cluster: Records) => void cluster.longhornReplicas.shift()
    for (const subject of ['volume/data', 'volume/*'])
      expect(refusalsOf(drain(lastCopy, [{ subject, reason: 'I know' }]))).toEqual([
        'data volumes-survive-without-node volume/data',
      ])
  })

  test.each(['longhorn-replicas', 'disruption-budgets'])(
    'never opens a gate that could not be asked: %s',
    (kind) => {
      const observation = observationOf(healthyCluster(), (piece) =>
        piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden') : piece,
      )
      const before = planOn(lookAt(observation), { goal, accept: [] }, site)
      const accept = before.refusals.map(({ subject }) => ({ subject, reason: 'I know' }))
      const made = planOn(lookAt(observation), { goal, accept }, site)
      expect(refusalsOf(made)).toEqual(refusalsOf(before))
      expect(made.refusals.length).toBeGreaterThan(0)
    },
  )

  test('all of a kind is written out name by name', () => {
    const made = drain(
      (cluster) => {
        cluster.pods.push(
          pod('a', 'pi03', { labels: {}, emptyDirs: ['x'] }),
          pod('b', 'pi03', { labels: {}, emptyDirs: ['x'] }),
        )
      },
      [{ subject: 'emptydir/*', reason: 'caches' }],
    )
    expect(made.plan.accepted.map(({ subject }) => subject)).toEqual([
      'emptydir/default/a',
      'emptydir/default/b',
    ])
  })
})

test('a budget is waited for while a pod of it is still to come, and not where all are there', () => {
  const waits = (desiredHealthy: number) =>
    drain((cluster) => {
      const [budget] = cluster.disruptionBudgets
      if (budget) Object.assign(budget, { disruptionsAllowed: 0, desiredHealthy })
    }).refusals[0]?.mayOpen
  expect([waits(3), waits(2)]).toEqual([true, undefined])
})
