import { beforeEach, describe, expect, test } from 'vitest'
import { newWorld, settle } from '../cluster.ts'
import { kindOf } from '../kubernetes/kinds.ts'
import { amend, eventKind, nodeNamed, podsOf, removeSame } from '../kubernetes/shapes.ts'
import { boardNamed, type World } from '../world/world.ts'
import {
  engineOf,
  kinds,
  namespace,
  type ReplicaObject,
  replicasOf,
  type VolumeObject,
  volumesOf,
} from './shapes.ts'

/** Longhorn's machine on a household of three volumes, moved by the clock; no door is open. */
let world: World

beforeEach(() => {
  world = newWorld(Date.parse('2026-11-01T00:00:00Z'))
  settle(world)
})

/** The volume of a claim, as it is now. */
function volume(claim: string): VolumeObject {
  const found = volumesOf(world.store).find(
    ({ status }) => (status['kubernetesStatus'] as { pvcName: string }).pvcName === claim,
  )
  if (!found) throw new Error(`no volume for ${claim}`)
  return found
}
const photos = () => volume('immich-content')
const replicas = (): readonly ReplicaObject[] => replicasOf(world.store, photos().metadata.name)
const healthy = () => replicas().filter(({ spec }) => spec.failedAt === '' && spec.healthyAt !== '')
const nodes = (some: readonly ReplicaObject[]) => some.map(({ spec }) => spec.nodeID).toSorted()
const events = (reason: string) =>
  world.store
    .list(eventKind)
    .filter((event) => event['reason'] === reason)
    .map((event) => String(event['message']))
const board = (name: string) => boardNamed(world, name)
const podOf = (app: string) =>
  podsOf(world.store).filter(({ metadata }) => metadata.labels?.['app'] === app)
const cordon = (name: string, unschedulable = true) => {
  const node = nodeNamed(world.store, name)
  if (node) amend(world.store, node, (one) => ({ ...one, spec: { ...one.spec, unschedulable } }))
}
/** A node with a replica of the photos, other than the one they are attached to. */
const away = () => {
  const { currentNodeID } = photos().status
  const name = nodes(replicas()).find((one) => one !== currentNodeID)
  if (name === undefined) throw new Error('no replica elsewhere')
  return name
}

describe('in peace', () => {
  test('each claim is bound, attached where its pod is, and healthy', () => {
    const volumes = volumesOf(world.store)
    expect(volumes.map(({ status }) => status.robustness)).toEqual(Array(3).fill('healthy'))
    for (const app of ['immich', 'paperless', 'home-assistant'])
      expect(volume(`${app}-content`).status.currentNodeID).toBe(podOf(app)[0]?.spec.nodeName)
  })

  test('replicas lie on different nodes, and none on the server', () => {
    for (const { metadata } of volumesOf(world.store)) {
      const places = nodes(replicasOf(world.store, metadata.name))
      expect(new Set(places).size).toBe(2)
      expect(places).not.toContain('pi01')
    }
  })
})

describe('a node with a replica loses power', () => {
  test('and comes back soon: the same replica is rebuilt, and meanwhile writes only', () => {
    const name = away()
    const before = replicas().map(({ metadata }) => metadata.uid)
    board(name).losePower()
    world.clock.advance(120)
    expect(photos().status).toMatchObject({ robustness: 'degraded', state: 'attached' })
    expect(photos().status.lastDegradedAt).not.toBe('')
    expect(nodes(healthy())).not.toContain(name)
    board(name).powerOn()
    world.clock.advance(60)
    const engine = engineOf(world.store, photos().metadata.name)
    expect(Object.values(engine?.status.replicaModeMap ?? {}).toSorted()).toEqual(['RW', 'WO'])
    expect(Object.values(engine?.status.rebuildStatus ?? {})[0]).toMatchObject({
      isRebuilding: true,
    })
    world.clock.advance(3600)
    expect(photos().status.robustness).toBe('healthy')
    expect(replicas().map(({ metadata }) => metadata.uid)).toEqual(before)
  })

  test('and stays away: after ten minutes another node gets a replica', () => {
    const name = away()
    board(name).losePower()
    world.clock.advance(540)
    expect(replicas()).toHaveLength(2)
    world.clock.advance(120)
    expect(nodes(replicas())).toHaveLength(3)
    world.clock.advance(3600)
    expect(photos().status.robustness).toBe('healthy')
    expect(nodes(replicas())).not.toContain(name)
    expect(events('Healthy')).not.toEqual([])
  })

  test('and no other node may take one: it says so, and stays degraded', () => {
    const name = away()
    for (const one of ['pi02', 'pi03', 'pi04']) cordon(one)
    board(name).losePower()
    world.clock.advance(3600)
    expect(photos().status.robustness).toBe('degraded')
    expect(photos().status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Scheduled',
        status: 'False',
        reason: 'ReplicaSchedulingFailure',
      }),
    )
  })
})

test('K3s stopped on a node takes no replica away: its containers run on', () => {
  board(away()).stop('k3s-agent')
  world.clock.advance(900)
  expect(photos().status.robustness).toBe('healthy')
})

test('both boards gone is faulted; detached, the last to fail are salvaged', () => {
  const { currentNodeID } = photos().status
  const places = nodes(replicas())
  // The program lies on a third node, so that its engine sees both go.
  const free = ['pi02', 'pi03', 'pi04'].find((name) => !places.includes(name)) ?? ''
  moveTo('immich', free, currentNodeID)
  expect(photos().status.currentNodeID).toBe(free)
  for (const name of places) board(name).losePower()
  world.clock.advance(10)
  expect(photos().status.robustness).toBe('faulted')
  expect(events('Faulted')).toContain(`volume ${photos().metadata.name} became faulted`)
  for (const pod of podOf('immich')) removeSame(world.store, pod)
  for (const name of places) board(name).powerOn()
  world.clock.advance(120)
  expect(events('AutoSalvaged')).not.toEqual([])
  expect(['degraded', 'healthy']).toContain(photos().status.robustness)
})

test('a strict-local volume is attached where its one replica is, and nowhere else', () => {
  amend(world.store, photos(), (one) => ({
    ...one,
    spec: { ...one.spec, dataLocality: 'strict-local', numberOfReplicas: 1 },
  }))
  world.clock.advance(60)
  const [home = '', ...others] = nodes(replicas())
  expect(others).toEqual([])
  const taken = [home, photos().status.currentNodeID]
  const free = ['pi02', 'pi03', 'pi04'].find((name) => !taken.includes(name)) ?? ''
  for (const name of ['pi01', 'pi02', 'pi03', 'pi04']) cordon(name, name !== free)
  for (const pod of podOf('immich')) removeSame(world.store, pod)
  world.clock.advance(300)
  expect(podOf('immich').map(({ spec, status }) => [spec.nodeName, status.phase])).toEqual([
    [free, 'Pending'],
  ])
  expect(photos().status.state).toBe('detached')
  for (const name of ['pi02', 'pi03', 'pi04']) cordon(name, name !== home)
  for (const pod of podOf('immich')) removeSame(world.store, pod)
  world.clock.advance(120)
  expect(photos().status).toMatchObject({ state: 'attached', currentNodeID: home })
})

describe('the node that a volume is attached to loses power', () => {
  test('its next pod waits with Multi-Attach until the old one is gone for good', () => {
    const { currentNodeID } = photos().status
    board(currentNodeID).losePower()
    world.clock.advance(600)
    expect(photos().status.robustness).toBe('unknown')
    const fresh = () => podOf('immich').find(({ spec }) => spec.nodeName !== currentNodeID)
    expect(fresh()?.status.phase).toBe('Pending')
    expect(events('FailedAttachVolume')[0]).toContain('is already exclusively attached to one node')
    const old = podOf('immich').find(({ spec }) => spec.nodeName === currentNodeID)
    if (old) removeSame(world.store, old)
    world.clock.advance(60)
    expect(fresh()?.status.phase).toBe('Running')
    expect(photos().status.currentNodeID).toBe(fresh()?.spec.nodeName)
  })
})

test('fewer wanted: the spare replica goes; more wanted: one is built', () => {
  const want = (numberOfReplicas: number) =>
    amend(world.store, photos(), (one) => ({ ...one, spec: { ...one.spec, numberOfReplicas } }))
  want(1)
  world.clock.advance(10)
  expect(healthy()).toHaveLength(1)
  expect(photos().status.robustness).toBe('healthy')
  want(3)
  world.clock.advance(10)
  expect(photos().status.robustness).toBe('degraded')
  world.clock.advance(7200)
  expect(photos().status.robustness).toBe('healthy')
  expect(nodes(healthy())).toEqual(['pi02', 'pi03', 'pi04'])
})

test('a disk with less than a quarter free takes no replica', () => {
  const places = nodes(replicas())
  const free = ['pi02', 'pi03', 'pi04'].find((name) => !places.includes(name)) ?? ''
  board(free).diskUsedBytes = board(free).diskBytes * 0.8
  world.clock.advance(5)
  amend(world.store, photos(), (one) => ({ ...one, spec: { ...one.spec, numberOfReplicas: 3 } }))
  world.clock.advance(3600)
  expect(nodes(replicas())).toEqual(places)
})

/** Sends a program's pod to another node, as somebody does who cordons and deletes. */
function moveTo(app: string, node: string, from: string): void {
  if (node === from) return
  const others = ['pi01', 'pi02', 'pi03', 'pi04'].filter((name) => name !== node)
  for (const name of others) cordon(name)
  for (const pod of podOf(app)) removeSame(world.store, pod)
  world.clock.advance(30)
}

describe('the budget of an instance manager', () => {
  const budgets = () =>
    world.store
      .list(kinds.budget)
      .filter(({ metadata }) => metadata.name.startsWith('instance-manager-'))
      .map(({ spec }) => {
        const { selector } = spec as { selector: { matchLabels: Record<string, string> } }
        return selector.matchLabels['longhorn.io/node'] ?? ''
      })

  test('is there on every node, and stays on a cordoned one while a volume is attached', () => {
    expect(budgets().toSorted()).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
    const { currentNodeID } = photos().status
    cordon(currentNodeID)
    world.clock.advance(60)
    expect(budgets()).toContain(currentNodeID)
    for (const pod of podOf('immich')) removeSame(world.store, pod)
    world.clock.advance(60)
    expect(photos().status.currentNodeID).not.toBe(currentNodeID)
    expect(budgets()).not.toContain(currentNodeID)
  })

  test('stays where the last healthy replica is, whatever is attached', () => {
    const { currentNodeID } = photos().status
    const name = away()
    board(currentNodeID).losePower()
    world.clock.advance(400)
    cordon(name)
    world.clock.advance(10)
    expect(budgets()).toContain(name)
  })

  describe('over a cordoned node where nothing is attached', () => {
    /** The photos have both replicas on the given two nodes; all programs stop. */
    const freed = (policy: string) => {
      const setting = world.store.mustGet({
        kind: kinds.setting,
        namespace,
        name: 'node-drain-policy',
      })
      amend(world.store, setting, (one) => ({ ...one, value: policy }))
      for (const app of ['immich', 'paperless', 'home-assistant']) scaleToNone(app)
      world.clock.advance(60)
      return nodes(replicas()) as [string, string]
    }

    test.each([
      ['block-if-contains-last-replica', true],
      ['allow-if-replica-is-stopped', false],
      ['always-allow', false],
    ])('%s, and the other node with a replica is cordoned, too', (policy, stays) => {
      const [one, other] = freed(policy)
      cordon(one)
      cordon(other)
      world.clock.advance(10)
      expect([one, other].map((name) => budgets().includes(name))).toEqual([stays, stays])
    })

    test.each([
      ['block-if-contains-last-replica', false],
      ['block-for-eviction', true],
    ])('%s, and another healthy replica is elsewhere', (policy, stays) => {
      const [one] = freed(policy)
      cordon(one)
      world.clock.advance(10)
      expect(budgets().includes(one)).toBe(stays)
    })

    test('does not count a healthy replica on a board that is off', () => {
      const [one, other] = freed('block-if-contains-last-replica')
      board(other).losePower()
      world.clock.advance(120)
      cordon(one)
      world.clock.advance(10)
      expect(budgets()).toContain(one)
    })

    test('once gone, comes back with the end of the cordon only', () => {
      const [one] = freed('always-allow')
      cordon(one)
      world.clock.advance(10)
      expect(budgets()).not.toContain(one)
      cordon(one, false)
      world.clock.advance(10)
      expect(budgets()).toContain(one)
    })
  })
})

/** Nobody needs the program any more: its volume is detached. */
function scaleToNone(app: string): void {
  for (const kind of ['Deployment', 'StatefulSet']) {
    const known = kindOf('apps/v1', kind)
    for (const workload of known ? world.store.list(known) : [])
      if (workload.metadata.name === app)
        amend(world.store, workload, (one) => ({
          ...one,
          spec: { ...(one.spec as object), replicas: 0 },
        }))
  }
}
