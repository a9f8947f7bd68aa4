import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import {
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
const failedAt = '2026-03-01T11:49:00Z'

function ourCluster(): Records {
  const cluster = storageCluster((name) =>
    name === 'pi02' || name === 'pi03' ? [`data-r-${name}`] : [],
  )
  cluster.longhornSettings = [{ name: 'replica-soft-anti-affinity', value: 'false' }]
  return cluster
}

interface Wanted {
  readonly state?: 'on' | 'off'
  readonly target?: string
  readonly options?: Goal['options']
  readonly change?: (cluster: Records) => void
  readonly seen?: (piece: Evidence) => Evidence
  readonly accept?: Acceptance[]
}

function storage(wanted: Wanted = {}): PlanMade {
  const { state = 'off', target = 'pi03', options = { evict: true } } = wanted
  const cluster = ourCluster()
  wanted.change?.(cluster)
  const goal = { name: `storage ${state}`, target, options }
  const look = lookAt(observationOf(cluster, wanted.seen))
  return planOn(look, { goal, accept: wanted.accept ?? [] }, site)
}

const volume = ({ longhornVolumes: [first] }: Records) => first ?? {}

function refusalsOf({ refusals }: PlanMade): string[] {
  return refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
}

test('open: one step, with what is moved and where it cannot go', () => {
  const made = storage()
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps).toMatchObject([
    {
      step: 'evict-replicas',
      risk: 'disruptive',
      undo: 'possible',
      preview: [
        'allowScheduling true → false on pi03',
        'evictionRequested false → true on pi03',
        'grafana-data (data): 1.0 GiB are built anew elsewhere, not on pi02',
      ],
    },
  ])
})

describe('an eviction is refused where', () => {
  const closed: [string, (cluster: Records) => void, string, RegExp][] = [
    [
      'the only other replica is broken',
      (cluster) => {
        cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt })
      },
      'data volumes-survive-without-node volume/data',
      /may hold its last healthy replica; the one on pi02 failed at/,
    ],
    [
      'as many replicas are wanted as there are nodes: it would never end',
      (cluster) => {
        Object.assign(volume(cluster), { wantedReplicas: 4 })
      },
      'data replicas-fit-without-node replicas/data',
      /wants 4 replicas; without pi03 3 nodes may hold one/,
    ],
    [
      'the volume is strict-local',
      (cluster) => {
        Object.assign(volume(cluster), { wantedReplicas: 1, dataLocality: 'strict-local' })
        cluster.longhornReplicas = [replica('data', 'pi03')]
        cluster.longhornEngines[0] = {
          ...cluster.longhornEngines[0],
          replicaModes: { 'data-r-pi03': 'RW' },
        } as (typeof cluster.longhornEngines)[number]
      },
      'data replicas-can-leave-node volume/data',
      /strict-local: its replica cannot leave/,
    ],
    [
      'the one copy that the volume wants is broken',
      (cluster) => {
        Object.assign(volume(cluster), { wantedReplicas: 1 })
        cluster.longhornReplicas = [replica('data', 'pi03', { failedAt })]
      },
      'data replicas-can-leave-node volume/data',
      /no healthy replica to be built from: the one on pi03 failed at/,
    ],
    [
      'no other disk has room',
      (cluster) => {
        for (const { name, disks } of cluster.longhornNodes)
          if (name !== 'pi03') for (const disk of disks) disk.availableBytes = 20 * gibibyte
      },
      'availability disks-have-room-without-node room/data',
      /no disk of another node takes its replica of 10.0 GiB now/,
    ],
  ]
  test.each(closed)('%s', (_, change, refusal, reason) => {
    const made = storage({ change })
    expect(refusalsOf(made)).toEqual([refusal])
    expect(made.refusals[0]?.reason).toMatch(reason)
  })

  test.each([
    ['longhorn-volumes', 'data volumes-survive-without-node node/pi03'],
    ['longhorn-engines', 'data volumes-survive-without-node node/pi03'],
    ['longhorn-settings', 'data replicas-fit-without-node node/pi03'],
  ])('%s were not seen', (kind, refusal) => {
    const seen = (piece: Evidence) =>
      piece.kind === kind ? unseen(piece, 'no-permission', 'forbidden') : piece
    expect(refusalsOf(storage({ seen }))).toContain(refusal)
  })
})

test('the one healthy copy of a volume that wants one may leave', () => {
  const made = storage({
    change: (cluster) => {
      Object.assign(volume(cluster), { wantedReplicas: 1 })
      cluster.longhornReplicas = [replica('data', 'pi03')]
      cluster.longhornEngines[0] = {
        ...cluster.longhornEngines[0],
        replicaModes: { 'data-r-pi03': 'RW' },
      } as (typeof cluster.longhornEngines)[number]
    },
  })
  expect(refusalsOf(made)).toEqual([])
})

test('room may be accepted, that it never ends may not', () => {
  const small = (cluster: Records) => {
    for (const { name, disks } of cluster.longhornNodes)
      if (name !== 'pi03') for (const disk of disks) disk.availableBytes = 20 * gibibyte
  }
  const room = [{ subject: 'room/data', reason: 'a disk comes tomorrow' }]
  expect(refusalsOf(storage({ change: small, accept: room }))).toEqual([])
  const many = (cluster: Records) => Object.assign(volume(cluster), { wantedReplicas: 4 })
  const wish = [{ subject: 'replicas/data', reason: 'never mind' }]
  expect(refusalsOf(storage({ change: many, accept: wish }))).toEqual([
    'data replicas-fit-without-node replicas/data',
  ])
})

describe('off without --evict', () => {
  test('asks only whether the others suffice, and that may be accepted', () => {
    const options = {}
    expect(refusalsOf(storage({ options }))).toEqual([])
    const change = (cluster: Records) => Object.assign(volume(cluster), { wantedReplicas: 4 })
    expect(refusalsOf(storage({ options, change }))).toEqual([
      'availability replicas-fit-without-node replicas/data',
    ])
    const accept = [{ subject: 'replicas/data', reason: 'for an hour' }]
    expect(refusalsOf(storage({ options, change, accept }))).toEqual([])
  })

  test('a broken twin does not matter: nothing leaves', () => {
    const change = (cluster: Records) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt })
    }
    expect(refusalsOf(storage({ options: {}, change }))).toEqual([])
  })
})

test('on is refused by nothing', () => {
  const change = (cluster: Records) => {
    Object.assign(volume(cluster), { wantedReplicas: 4 })
    for (const one of cluster.longhornNodes) one.allowScheduling = one.name !== 'pi03'
  }
  const made = storage({ state: 'on', options: {}, change })
  expect(refusalsOf(made)).toEqual([])
  expect(made.plan.steps).toMatchObject([{ step: 'set-storage', risk: 'safe' }])
})

test('a node or a Longhorn that is not there is a wrong name, and says what is there', () => {
  expect(() => storage({ target: 'pi09' })).toThrow('no node "pi09"')
  const gone = (cluster: Records) => {
    cluster.longhornNodes = []
  }
  expect(() => storage({ change: gone })).toThrow('has no Longhorn')
  const other = (cluster: Records) => {
    cluster.longhornNodes = cluster.longhornNodes.filter(({ name }) => name !== 'pi03')
  }
  expect(() => storage({ change: other })).toThrow('Longhorn lists no node "pi03"')
})
