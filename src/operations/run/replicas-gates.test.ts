import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import {
  node,
  nothingAround,
  observationOf,
  type Records,
  replica,
  takenAt,
  unseen,
} from '#test/support/drain-cluster.ts'
import { gibibyte, storageCluster } from '#test/support/storage-cluster.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const site = { cluster: 'home', clock: fixedClock(takenAt), around: nothingAround }

function ourCluster(): Records {
  const cluster = storageCluster((name) => [`data-r-${name}`])
  cluster.longhornSettings = [{ name: 'default-replica-count', value: '{"v1":"2","v2":"2"}' }]
  cluster.storageClasses = [
    {
      name: 'longhorn',
      provisioner: 'driver.longhorn.io',
      isDefault: true,
      parameters: { numberOfReplicas: '2' },
    },
  ]
  cluster.longhornClassSources = [
    { namespace: 'longhorn-system', name: 'longhorn-storageclass', replicas: 2 },
  ]
  return cluster
}

interface Wanted {
  readonly count: number | string
  readonly options?: Goal['options']
  readonly change?: (cluster: Records) => void
  readonly seen?: (piece: Evidence) => Evidence
  readonly accept?: Acceptance[]
}

function replicas({ count, options = { all: true }, change, seen, accept = [] }: Wanted): PlanMade {
  const cluster = ourCluster()
  change?.(cluster)
  const goal = { name: 'replicas', target: String(count), options }
  return planOn(lookAt(observationOf(cluster, seen)), { goal, accept }, site)
}

function refusalsOf({ refusals }: PlanMade): string[] {
  return refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
}

const failed = '2026-03-01T11:49:00Z'
const volume = ({ longhornVolumes: [first] }: Records) => first ?? {}

describe('lowering', () => {
  test('to what is healthy and usable is open, and asked once', () => {
    const made = replicas({
      count: 2,
      change: (cluster) => {
        Object.assign(volume(cluster), { wantedReplicas: 3, robustness: 'degraded' })
      },
    })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.steps.map(({ step, risk }) => [step, risk])).toEqual([
      ['set-volume-replicas', 'disruptive'],
    ])
    expect(made.plan.steps[0]?.preview).toEqual([
      'grafana-data (data): 3 → 2; healthy on pi02, pi03',
    ])
  })

  test('to one copy is shown as what it is, and destructive: asked twice', () => {
    const made = replicas({ count: 1 })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.steps.map(({ step, risk }) => [step, risk])).toEqual([
      ['set-replica-setting', 'safe'],
      ['set-class-replicas', 'destructive'],
      ['set-volume-replicas', 'destructive'],
    ])
    expect(made.plan.steps[2]?.preview.join()).toContain('one copy is all it is then sure to have')
  })

  const closed: [string, (cluster: Records) => void, RegExp][] = [
    [
      'the other replica lies on a node that has just vanished, and Longhorn still counts it',
      (cluster) => {
        cluster.nodes[1] = node('pi02', { leaseRenewedAt: '2026-03-01T11:58:00.000Z' })
      },
      /counts 2 healthy replicas and may take 1 away, but only 1 can be used now: the one on pi02 is on a node/,
    ],
    [
      'the other replica is not yet read from',
      (cluster) => {
        const [engine] = cluster.longhornEngines
        if (engine) engine.replicaModes['data-r-pi03'] = 'WO'
      },
      /only 1 can be used now: the one on pi03 is WO in the engine/,
    ],
    [
      'no replica is healthy',
      (cluster) => {
        cluster.longhornReplicas = [
          replica('data', 'pi02', { failedAt: failed }),
          replica('data', 'pi03', { failedAt: failed }),
        ]
      },
      /has no healthy replica now/,
    ],
    [
      'there is no replica at all',
      (cluster) => {
        cluster.longhornReplicas = []
      },
      /has no healthy replica now: it has none/,
    ],
  ]
  test.each(closed)('is refused for data where %s', (_, change, words) => {
    const made = replicas({ count: 1, change })
    expect(refusalsOf(made)).toEqual(['data volumes-keep-a-copy volume/data'])
    expect(made.refusals[0]?.reason).toMatch(words)
    // No reason opens a data gate.
    const accept = [{ subject: 'volume/data', reason: 'I am sure' }]
    expect(refusalsOf(replicas({ count: 1, change, accept }))).toHaveLength(1)
  })

  test('of a volume that nothing was ever written to loses nothing', () => {
    const made = replicas({
      count: 1,
      change: (cluster) => {
        Object.assign(volume(cluster), { state: 'detached' })
        cluster.longhornReplicas = ['pi02', 'pi03'].map((name) =>
          replica('data', name, { healthyAt: '' }),
        )
      },
    })
    expect(refusalsOf(made)).toEqual([])
  })
})

describe('raising', () => {
  test('below the number of storage nodes is open', () => {
    const made = replicas({ count: 3 })
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.steps.at(-1)?.preview).toEqual([
      'grafana-data (data): 2 → 3; healthy on pi02, pi03; 1 to be built',
    ])
  })

  test('to one on each node leaves nothing to heal with: it has to be accepted', () => {
    const made = replicas({ count: 4 })
    expect(refusalsOf(made)).toEqual(['availability replicas-fit-nodes replicas/4'])
    expect(made.refusals[0]?.reason).toMatch(/4 nodes may hold one: after the loss of one nothing/)
    const accept = [{ subject: 'replicas/4', reason: 'photos' }]
    expect(refusalsOf(replicas({ count: 4, accept }))).toEqual([])
  })

  test('beyond the nodes says that it stays degraded for ever', () => {
    const made = replicas({ count: 5 })
    expect(refusalsOf(made)).toEqual(['availability replicas-fit-nodes replicas/5'])
    expect(made.refusals[0]?.reason).toMatch(/stays degraded for ever/)
  })

  test('beyond the nodes with soft anti-affinity says that they share one', () => {
    const made = replicas({
      count: 5,
      change: (cluster) =>
        cluster.longhornSettings.push({ name: 'replica-soft-anti-affinity', value: 'true' }),
    })
    expect(made.refusals[0]?.reason).toMatch(/lets them share a node/)
  })

  test('two on two nodes is better than one', () => {
    const made = replicas({
      count: 2,
      change: (cluster) => {
        cluster.longhornNodes = cluster.longhornNodes.slice(1, 3)
        Object.assign(volume(cluster), { wantedReplicas: 1 })
        cluster.longhornReplicas = [replica('data', 'pi02')]
      },
    })
    expect(refusalsOf(made)).toEqual([])
  })

  test('a node that is switched off for replicas does not count', () => {
    const made = replicas({
      count: 3,
      change: (cluster) => {
        Object.assign(cluster.longhornNodes[3] ?? {}, { allowScheduling: false })
      },
    })
    expect(refusalsOf(made)).toContain('availability replicas-fit-nodes replicas/3')
  })

  type Disk = Records['longhornNodes'][number]['disks'][number]
  const spoilt = (disk: Partial<Disk>) => (cluster: Records) => {
    // pi01 and pi04 hold no replica of data yet.
    for (const place of [0, 3]) Object.assign(cluster.longhornNodes[place]?.disks[0] ?? {}, disk)
  }
  test.each<[string, (cluster: Records) => void]>([
    ['too much is promised already', spoilt({ scheduledBytes: 91 * gibibyte })],
    ['too little would stay free', spoilt({ availableBytes: 25 * gibibyte })],
    ['a part of it is reserved', spoilt({ reservedBytes: 85 * gibibyte })],
    ['a disk is broken', spoilt({ conditions: [{ type: 'Ready', status: 'False' }] })],
    [
      'the other nodes are away',
      (cluster) => {
        for (const place of [0, 3])
          Object.assign(cluster.longhornNodes[place] ?? {}, {
            conditions: [{ type: 'Ready', status: 'False' }],
          })
      },
    ],
    [
      'the other nodes are being emptied',
      (cluster) => {
        for (const place of [0, 3])
          Object.assign(cluster.longhornNodes[place] ?? {}, { evictionRequested: true })
      },
    ],
  ])('waits for room where %s', (_, change) => {
    const made = replicas({ count: 3, change })
    expect(refusalsOf(made)).toEqual(['availability disks-have-room-for-replicas room/data'])
    expect(made.refusals[0]?.reason).toMatch(
      /no disk of another node takes the new replica of 10.0 GiB/,
    )
  })

  test('over-provisioning and the free share are read in both forms', () => {
    const made = replicas({
      count: 3,
      change: (cluster) => {
        spoilt({ scheduledBytes: 150 * gibibyte, availableBytes: 12 * gibibyte })(cluster)
        cluster.longhornSettings.push(
          { name: 'storage-over-provisioning-percentage', value: '{"v1":"200","v2":"100"}' },
          { name: 'storage-minimal-available-percentage', value: '10' },
        )
      },
    })
    expect(refusalsOf(made)).toEqual([])
  })

  test('what one volume takes the next one does not find', () => {
    const made = replicas({
      count: 3,
      change: (cluster) => {
        spoilt({ scheduledBytes: 85 * gibibyte })(cluster)
        for (const name of ['two', 'six'])
          cluster.longhornVolumes.push({
            name,
            state: 'detached',
            wantedReplicas: 2,
            conditions: [],
            sizeBytes: 10 * gibibyte,
          })
        for (const name of ['two', 'six'])
          cluster.longhornReplicas.push(replica(name, 'pi02'), replica(name, 'pi03'))
      },
    })
    // pi01 and pi04 take one each of the three.
    expect(refusalsOf(made)).toEqual(['availability disks-have-room-for-replicas room/six'])
  })
})

describe('a plan', () => {
  test('is not made of what was not seen', () => {
    for (const kind of ['longhorn-volumes', 'longhorn-settings', 'storage-classes'])
      expect(() =>
        replicas({
          count: 3,
          seen: (piece) =>
            piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden') : piece,
        }),
      ).toThrow(`No plan without ${kind}, and they were not read: forbidden`)
  })

  test.each([
    ['longhorn-replicas', 'data volumes-keep-a-copy cluster'],
    ['longhorn-nodes', 'availability replicas-fit-nodes cluster'],
  ])('is refused as unknown without %s', (kind, refusal) => {
    const made = replicas({
      count: 3,
      seen: (piece) => (piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden') : piece),
    })
    expect(refusalsOf(made)).toContain(refusal)
    expect(made.refusals.map(({ verdict }) => verdict)).toContain('unknown')
  })

  test.each<[string, Wanted, string]>([
    ['no number', { count: 'two' }, '"two" is no number of replicas'],
    ['none', { count: 0 }, 'expected 1 to 20'],
    ['too many', { count: 21 }, 'expected 1 to 20'],
    ['an unknown volume', { count: 2, options: { volume: 'nope' } }, 'has no volume "nope"'],
    ['an unknown class', { count: 2, options: { class: 'nope' } }, 'no StorageClass "nope"'],
    [
      'a claim that two namespaces have',
      {
        count: 2,
        options: { volume: 'grafana-data' },
        change: (cluster) =>
          cluster.longhornVolumes.push({
            name: 'other',
            conditions: [],
            claimNamespace: 'old',
            claimName: 'grafana-data',
          }),
      },
      'More than one claim is called grafana-data',
    ],
    [
      'a volume that is to lie beside its pod',
      {
        count: 2,
        options: { volume: 'data' },
        change: (cluster) => Object.assign(volume(cluster), { dataLocality: 'strict-local' }),
      },
      'grafana-data (data) is strict-local',
    ],
    [
      'no Longhorn',
      {
        count: 2,
        seen: (piece) =>
          piece.kind.startsWith('longhorn-')
            ? unseen(piece, 'not-applicable', 'no Longhorn')
            : piece,
      },
      'This cluster has no Longhorn',
    ],
  ])('of %s is a wrong wish', (_, wanted, words) => {
    expect(() => replicas(wanted)).toThrow(words)
  })

  test('for another class gives the class that does it, and changes its volumes only', () => {
    const made = replicas({
      count: 1,
      options: { class: 'fast', all: true },
      change: (cluster) => {
        cluster.storageClasses.push({
          name: 'fast',
          provisioner: 'driver.longhorn.io',
          isDefault: false,
          parameters: { numberOfReplicas: '2', diskSelector: 'nvme' },
        })
        cluster.persistentVolumes.push({ name: 'pv', storageClass: 'fast', handle: 'data' })
        cluster.longhornVolumes.push({ name: 'slow', wantedReplicas: 2, conditions: [] })
      },
    })
    expect(made.plan.steps.map(({ input }) => input)).toEqual([{ count: 1, volumes: ['data'] }])
    expect(made.plan.leaves?.[0]?.instead).toEqual([
      'apiVersion: storage.k8s.io/v1',
      'kind: StorageClass',
      'metadata:',
      '  name: fast-1',
      'provisioner: driver.longhorn.io',
      'allowVolumeExpansion: true',
      'parameters:',
      '  numberOfReplicas: "1"',
      '  diskSelector: "nvme"',
    ])
  })

  test('leaves volumes alone that lie beside their pod by their own wish', () => {
    const made = replicas({
      count: 3,
      change: (cluster) => Object.assign(volume(cluster), { dataLocality: 'strict-local' }),
    })
    expect(made.plan.steps.map(({ step }) => step)).not.toContain('set-volume-replicas')
    expect(made.plan.leaves?.map(({ what }) => what)).toEqual(['grafana-data (data)'])
  })
})

test('a node does not go for good where the others cannot hold what its volumes want', async () => {
  const { canOn } = await import('../can.ts')
  const cluster = ourCluster()
  cluster.longhornNodes = cluster.longhornNodes.slice(1, 3)
  const look = lookAt(observationOf(cluster))
  const closed = (leaving: 'drain' | 'remove') =>
    canOn({ leaving, node: 'pi03' }, look, site)
      .gates.filter(({ verdict }) => verdict === 'fail')
      .map(({ gate, subject }) => `${gate} ${subject}`)
  expect(closed('remove')).toEqual([
    // Of three members two stay: a notice, which refuses nothing.
    'etcd-is-odd-without-member quorum/pi03',
    'replicas-fit-without-node replicas/data',
  ])
  expect(closed('drain')).toEqual([])
})
