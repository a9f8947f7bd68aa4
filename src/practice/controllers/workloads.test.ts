import { beforeEach, expect, test } from 'vitest'
import { newWorld, settle } from '../cluster.ts'
import { type Kind, kindOf } from '../kubernetes/kinds.ts'
import { conditionOf, eventKind, type PodObject, podsOf, removeSame } from '../kubernetes/shapes.ts'
import type { NewObject, PracticeObject } from '../kubernetes/store.ts'
import { boardNamed, type World } from '../world/world.ts'

/** Workloads and the scheduler on a world of four boards, moved by its clock. */
let world: World

beforeEach(() => {
  world = newWorld(Date.parse('2026-11-01T00:00:00Z'))
  settle(world)
})

const podsNamed = (start: string) =>
  podsOf(world.store).filter(({ metadata }) => metadata.name.startsWith(start))
const refusals = () =>
  world.store
    .list(eventKind)
    .filter((event) => event['reason'] === 'FailedScheduling')
    .map((event) => String(event['message']))

interface Wanted {
  readonly cpu?: string
  readonly claim?: string
  readonly nodeSelector?: Readonly<Record<string, string>>
}

function workload(kind: string, replicas: number, { cpu, claim, nodeSelector }: Wanted): NewObject {
  const labels = { app: 'guest' }
  const container = {
    name: 'guest',
    image: 'docker.io/library/guest:1',
    ...(cpu !== undefined && { resources: { requests: { cpu } } }),
  }
  const volumes = [{ name: 'content', persistentVolumeClaim: { claimName: claim } }]
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'guest', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [container],
          ...(claim !== undefined && { volumes }),
          ...(nodeSelector && { nodeSelector }),
        },
      },
    },
  }
}

test('pods that were made before any node say that there was none', () => {
  expect(refusals()).toContain('no nodes available to schedule pods')
})

test('a pod that wants more cores than a node has left waits and says so', () => {
  world.store.put(workload('Deployment', 5, { cpu: '3' }))
  world.clock.advance(30)
  const placed = podsNamed('guest-').filter(({ spec }) => spec.nodeName !== undefined)
  expect(new Set(placed.map(({ spec }) => spec.nodeName)).size).toBe(4)
  expect(placed).toHaveLength(4)
  expect(refusals()).toContain('0/4 nodes are available: 4 Insufficient cpu.')
})

test('a pod waits for its claim, and for the volume of its claim', () => {
  world.store.put(workload('Deployment', 1, { claim: 'content' }))
  world.clock.advance(10)
  expect(refusals()).toContain(
    '0/4 nodes are available: persistentvolumeclaim "content" not found.',
  )
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'content', namespace: 'default' },
  }
  const resources = { requests: { storage: '1Gi' } }
  world.store.put({ ...claim, spec: { storageClassName: 'nobody', resources } })
  world.clock.advance(10)
  expect(refusals()).toContain(
    '0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
  )
  expect(podsNamed('guest-')[0]?.spec.nodeName).toBeUndefined()
  world.store.put({ ...claim, spec: { storageClassName: 'longhorn', resources } })
  world.clock.advance(60)
  expect(podsNamed('guest-')[0]?.status.phase).toBe('Running')
})

test('a folder of a node is a volume of that node: its pod waits there for it, and nowhere else', () => {
  const resources = { requests: { storage: '1Gi' } }
  world.store.put({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'content', namespace: 'default' },
    spec: { storageClassName: 'local-path', resources },
  })
  world.clock.advance(10)
  const kind = kindOf('v1', 'PersistentVolume') as Kind
  const volumes = () =>
    world.store.list(kind).filter((one) => 'hostPath' in (one['spec'] as object))
  // It waits for its first pod.
  expect(volumes()).toEqual([])
  world.store.put(workload('Deployment', 1, { claim: 'content' }))
  world.clock.advance(30)
  const [pod] = podsNamed('guest-')
  const node = pod?.spec.nodeName ?? ''
  expect(pod?.status.phase).toBe('Running')
  expect(JSON.stringify(volumes()[0]?.['spec'])).toContain(`"values":["${node}"]`)
  boardNamed(world, node).losePower()
  world.clock.advance(500)
  const fresh = podsNamed('guest-').find(({ metadata }) => metadata.uid !== pod?.metadata.uid)
  expect(fresh?.status.phase).toBe('Pending')
  expect(refusals()).toContain(
    "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 node(s) didn't match PersistentVolume's node affinity.",
  )
  boardNamed(world, node).powerOn()
  world.clock.advance(60)
  expect(podsNamed('guest-').map(({ spec, status }) => [spec.nodeName, status.phase])).toEqual([
    [node, 'Running'],
  ])
})

/** Looks once a second for two minutes. */
function watched<T>(look: () => T): T[] {
  return Array.from({ length: 120 }, () => {
    world.clock.advance(1)
    return look()
  })
}
const imagesOf = (start: string) => podsNamed(start).map(({ spec }) => spec.containers[0]?.image)
const isReady = ({ metadata, status }: PodObject) =>
  metadata.deletionTimestamp === undefined &&
  conditionOf(status.conditions, 'Ready')?.status === 'True'

test('a Deployment rolls: a quarter more, rounded up, and a quarter less, rounded down', () => {
  const kind = kindOf('apps/v1', 'Deployment') as Kind
  const key = { kind, namespace: 'web', name: 'page' }
  const status = () => world.store.mustGet(key)['status']
  const all = { replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 }
  expect(status()).toEqual(all)
  world.store.update(key, (object) => withImage(object, 'docker.io/library/caddy:2.11'))
  const counts = watched(() => ({
    ready: podsNamed('page-').filter(isReady).length,
    live: podsNamed('page-').filter(({ metadata }) => !metadata.deletionTimestamp).length,
  }))
  expect(Math.min(...counts.map(({ ready }) => ready))).toBe(2)
  expect(Math.max(...counts.map(({ live }) => live))).toBe(3)
  expect(status()).toEqual(all)
  expect(imagesOf('page-')).toEqual(Array(2).fill('docker.io/library/caddy:2.11'))
})

test('with maxSurge 0 and maxUnavailable 1 there are never more, and one less', () => {
  const kind = kindOf('apps/v1', 'Deployment') as Kind
  const key = { kind, namespace: 'web', name: 'page' }
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
  world.store.update(key, (one) => ({ ...one, spec: { ...(one['spec'] as object), strategy } }))
  world.store.update(key, (object) => withImage(object, 'caddy:2.12'))
  const counts = watched(() => podsNamed('page-').filter(isReady).length)
  expect(Math.min(...counts)).toBe(1)
  expect(imagesOf('page-')).toEqual(['caddy:2.12', 'caddy:2.12'])
})

test('a Deployment that is recreated has no new pod before its old one is gone', () => {
  const kind = kindOf('apps/v1', 'Deployment') as Kind
  const [before] = podsNamed('immich-')
  world.store.update({ kind, namespace: 'photos', name: 'immich' }, (one) =>
    withImage(one, 'immich:2'),
  )
  const seen = watched(() => imagesOf('immich-'))
  expect(Math.max(...seen.map((images) => images.length))).toBe(1)
  expect(seen.at(-1)).toEqual(['immich:2'])
  expect(podsNamed('immich-')[0]?.metadata.uid).not.toBe(before?.metadata.uid)
})

test('a StatefulSet rolls from its highest ordinal, and no further than its partition', () => {
  const kind = kindOf('apps/v1', 'StatefulSet') as Kind
  const key = { kind, namespace: 'default', name: 'guest' }
  world.store.put(workload('StatefulSet', 3, {}))
  world.clock.advance(60)
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
  world.store.update(key, (one) => {
    const { spec, ...rest } = withImage(one, 'guest:2')
    return { ...rest, spec: { ...(spec as object), updateStrategy } }
  })
  const seen = watched(() =>
    podsNamed('guest-')
      .filter(isReady)
      .map(({ metadata }) => metadata.name),
  )
  expect(Math.min(...seen.map((names) => names.length))).toBe(2)
  const firstAway = seen.find((names) => names.length < 3)
  expect(firstAway).toEqual(['guest-0', 'guest-1'])
  expect(imagesOf('guest-')).toEqual(['docker.io/library/guest:1', 'guest:2', 'guest:2'])
})

test('a DaemonSet rolls one node after the other; with OnDelete it waits for somebody', () => {
  const kind = kindOf('apps/v1', 'DaemonSet') as Kind
  const key = { kind, namespace: 'default', name: 'guest' }
  world.store.put(workload('DaemonSet', 1, {}))
  world.clock.advance(30)
  world.store.update(key, (one) => withImage(one, 'guest:2'))
  const seen = watched(() => podsNamed('guest-').filter(isReady).length)
  expect(Math.min(...seen)).toBe(3)
  expect(imagesOf('guest-')).toEqual(Array(4).fill('guest:2'))
  world.store.update(key, (one) => {
    const { spec, ...rest } = withImage(one, 'guest:3')
    return { ...rest, spec: { ...(spec as object), updateStrategy: { type: 'OnDelete' } } }
  })
  world.clock.advance(120)
  expect(imagesOf('guest-')).toEqual(Array(4).fill('guest:2'))
  const [first] = podsNamed('guest-')
  if (first) removeSame(world.store, first)
  world.clock.advance(30)
  expect(imagesOf('guest-').filter((image) => image === 'guest:3')).toHaveLength(1)
})

function withImage(object: PracticeObject, image: string): NewObject {
  const spec = object['spec'] as { template: { spec: PodObject['spec'] } }
  const containers = spec.template.spec.containers.map((one) => ({ ...one, image }))
  const template = { ...spec.template, spec: { ...spec.template.spec, containers } }
  return { ...object, spec: { ...spec, template } }
}

test('a StatefulSet that shall be smaller gives up its highest ordinals', () => {
  world.store.put(workload('StatefulSet', 3, {}))
  world.clock.advance(60)
  expect(podsNamed('guest-').map(({ metadata }) => metadata.name)).toEqual([
    ...['guest-0', 'guest-1', 'guest-2'],
  ])
  world.store.put(workload('StatefulSet', 1, {}))
  world.clock.advance(60)
  expect(podsNamed('guest-').map(({ metadata }) => metadata.name)).toEqual(['guest-0'])
})

test('a DaemonSet has pods on the nodes that it selects, and counts no others', () => {
  const nodeSelector = { 'kubernetes.io/hostname': 'pi02' }
  world.store.put(workload('DaemonSet', 1, { nodeSelector }))
  world.clock.advance(30)
  expect(podsNamed('guest-').map(({ spec }) => spec.nodeName)).toEqual(['pi02'])
  const kind = kindOf('apps/v1', 'DaemonSet') as Kind
  expect(world.store.mustGet({ kind, namespace: 'default', name: 'guest' })['status']).toEqual({
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberReady: 1,
    numberAvailable: 1,
  })
})

test('a container that crashes waits longer each time, five minutes at most', () => {
  world.store.put(workload('Deployment', 1, {}))
  world.faults.set('guest', { kind: 'crash', exitCode: 137, reason: 'OOMKilled' })
  const container = () => podsNamed('guest-')[0]?.status.containerStatuses?.[0]
  const waiting = () => container()?.state['waiting'] as { reason: string; message: string }
  for (let second = 0; second < 60 && !waiting(); second++) world.clock.advance(1)
  expect(waiting().reason).toBe('CrashLoopBackOff')
  expect(waiting().message).toContain('back-off 10s restarting failed container=guest')
  expect(container()?.lastState).toMatchObject({
    terminated: { exitCode: 137, reason: 'OOMKilled' },
  })
  world.clock.advance(1200)
  // 10, 20, 40, 80, 160, and then every five minutes.
  expect(container()?.restartCount).toBeGreaterThanOrEqual(6)
  expect(container()?.restartCount).toBeLessThanOrEqual(9)
  for (let second = 0; second < 60 && !waiting(); second++) world.clock.advance(1)
  expect(waiting().message).toContain('back-off 5m0s ')
  world.faults.clear('guest')
  world.clock.advance(400)
  const restarts = container()?.restartCount
  expect(container()?.ready).toBe(true)
  world.clock.advance(400)
  expect(container()).toMatchObject({ ready: true, restartCount: restarts })
})
