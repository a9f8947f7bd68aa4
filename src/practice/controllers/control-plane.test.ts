import { beforeEach, describe, expect, test } from 'vitest'
import { newWorld, settle } from '../cluster.ts'
import {
  conditionOf,
  eventKind,
  nodeNamed,
  nodesOf,
  type PodObject,
  podsOf,
  removeSame,
} from '../kubernetes/shapes.ts'
import { household } from '../world/household.ts'
import { hangRuntime } from '../world/trouble.ts'
import { boardNamed, type World } from '../world/world.ts'

/** The controllers on a world of four boards, moved by its clock; no door is open. */
let world: World
const board = (name: string) => boardNamed(world, name)

beforeEach(() => {
  world = newWorld(Date.parse('2026-11-01T00:00:00Z'))
  settle(world)
})

const ready = (name: string) =>
  conditionOf(nodeNamed(world.store, name)?.status.conditions, 'Ready')
const taints = (name: string) =>
  (nodeNamed(world.store, name)?.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`)
const podsNamed = (start: string) =>
  podsOf(world.store).filter(({ metadata }) => metadata.name.startsWith(start))
const isReady = (pod: PodObject) => conditionOf(pod.status.conditions, 'Ready')?.status === 'True'
const events = (reason: string) =>
  world.store
    .list(eventKind)
    .filter((event) => event['reason'] === reason)
    .map((event) => String(event['message']))

describe('a healthy cluster', () => {
  test('registers its nodes, and every workload has its pods, ready and apart', () => {
    expect(nodesOf(world.store).map(({ metadata }) => metadata.name)).toHaveLength(4)
    expect(['pi01', 'pi04'].map((name) => ready(name)?.status)).toEqual(['True', 'True'])
    expect(podsOf(world.store).every(isReady)).toBe(true)
    expect(new Set(podsNamed('page-').map(({ spec }) => spec.nodeName)).size).toBe(2)
    expect(podsNamed('home-assistant-0')).toHaveLength(1)
  })

  test('beats: a lease is never older than ten seconds, a status than five minutes', () => {
    world.clock.advance(3605)
    const heard = Date.parse(ready('pi02')?.lastHeartbeatTime ?? '')
    expect(world.clock.now() - heard).toBeLessThanOrEqual(310_000)
    expect(taints('pi02')).toEqual([])
  })
})

describe('a node that loses power', () => {
  beforeEach(() => {
    world.store.put({ ...pinned('immich', 'pi03') })
    world.clock.advance(30)
    board('pi03').losePower()
  })

  test('is Ready until the grace is over, then Unknown in the real words, with both taints', () => {
    world.clock.advance(40)
    expect(ready('pi03')?.status).toBe('True')
    world.clock.advance(30)
    expect(ready('pi03')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    })
    expect(taints('pi03')).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ])
    expect(events('NodeNotReady')).toContain('Node pi03 status is now: NodeNotReady')
  })

  test('keeps its pods for five minutes; then they hang in Terminating, and others are made', () => {
    world.clock.advance(70)
    const here = () => podsNamed('immich').filter(({ spec }) => spec.nodeName === 'pi03')
    expect(here()).toHaveLength(1)
    expect(here().some(isReady)).toBe(false)
    expect(here()[0]?.metadata.deletionTimestamp).toBeUndefined()
    world.clock.advance(320)
    expect(here()[0]?.metadata.deletionTimestamp).toBeDefined()
    expect(events('TaintManagerEviction')).toContain(
      `Marking for deletion Pod photos/${here()[0]?.metadata.name}`,
    )
    // Nobody is there to end it.
    world.clock.advance(3000)
    expect(here()).toHaveLength(1)
  })

  test('comes back: Ready, no taints, a word about the new boot, and what hung is gone', () => {
    world.clock.advance(600)
    board('pi03').powerOn()
    world.clock.advance(30)
    expect(ready('pi03')?.status).toBe('True')
    expect(taints('pi03')).toEqual([])
    expect(events('Rebooted')[0]).toBe(
      `Node pi03 has been rebooted, boot id: ${board('pi03').boot.id}`,
    )
    expect(podsOf(world.store).some(({ metadata }) => metadata.deletionTimestamp)).toBe(false)
  })
})

test('short of memory: a taint, and the biggest pod goes first, in the words of the kubelet', () => {
  world.store.put({ ...pinned('immich', 'pi03') })
  world.clock.advance(60)
  const [pod] = podsNamed('immich').filter(({ spec }) => spec.nodeName === 'pi03')
  const { hardware, memoryBytes } = board('pi03')
  const before = podsOf(world.store).filter(({ spec }) => spec.nodeName === 'pi03').length
  board('pi03').memoryUsedBytes = memoryBytes - 64 * 1024 ** 2
  world.clock.advance(60)
  // K3s's own kubelet looks at disks alone.
  expect(taints('pi03')).toEqual([])
  hardware.evictsBelow.memoryBytes = 100 * 1024 ** 2
  world.clock.advance(12)
  expect(taints('pi03')).toEqual(['node.kubernetes.io/memory-pressure:NoSchedule'])
  expect(podsNamed(pod?.metadata.name ?? '')[0]?.status).toMatchObject({
    phase: 'Failed',
    reason: 'Evicted',
    message:
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 65536Ki. ',
  })
  expect(events('EvictionThresholdMet')).toContain('Attempting to reclaim memory')
  world.clock.advance(60)
  // One was enough, and the node takes pods again.
  expect(taints('pi03')).toEqual([])
  const evicted = podsOf(world.store).filter(({ status }) => status['reason'] === 'Evicted')
  expect(evicted).toHaveLength(1)
  expect(
    podsOf(world.store).filter(({ spec }) => spec.nodeName === 'pi03').length,
  ).toBeGreaterThanOrEqual(before)
})

test('a container runtime that hangs: not ready in its words, and its pods cannot even end', () => {
  hangRuntime(board('pi02'), true)
  world.clock.advance(50)
  expect(ready('pi02')).toMatchObject({
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'container runtime is down',
  })
  expect(taints('pi02')).toEqual([
    'node.kubernetes.io/not-ready:NoSchedule',
    'node.kubernetes.io/not-ready:NoExecute',
  ])
  const here = () => podsNamed('page-').filter(({ spec }) => spec.nodeName === 'pi02')
  world.clock.advance(1000)
  expect(ready('pi02')?.message).toMatch(
    /^\[container runtime is down, PLEG is not healthy: pleg was last seen active \d+m[\d.]+s ago; threshold is 3m0s\]$/,
  )
  expect(here().every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true)
  board('pi02').stop('k3s-agent')
  board('pi02').start('k3s-agent')
  world.clock.advance(60)
  expect(ready('pi02')?.status).toBe('True')
  expect(podsOf(world.store).some(({ metadata }) => metadata.deletionTimestamp)).toBe(false)
})

test('a node marked out of service: its pods go at once, and those of a Node that is gone, too', () => {
  board('pi03').losePower()
  world.clock.advance(70)
  const on = (node: string) => podsOf(world.store).filter(({ spec }) => spec.nodeName === node)
  const node = nodeNamed(world.store, 'pi03')
  const mark = {
    key: 'node.kubernetes.io/out-of-service',
    value: 'nodeshutdown',
    effect: 'NoExecute',
  } as const
  const isOwned = ({ metadata }: PodObject) =>
    !/longhorn|svclb|engine-image|instance/.test(metadata.name)
  expect(on('pi03').filter(isOwned).length).toBeGreaterThan(0)
  if (node)
    world.store.put({
      ...node,
      spec: { ...node.spec, taints: [...(node.spec.taints ?? []), mark] },
    })
  world.clock.advance(30)
  expect(on('pi03').filter(isOwned)).toEqual([])
  expect(taints('pi03')).toContain('node.kubernetes.io/out-of-service:NoExecute')
  const left = nodeNamed(world.store, 'pi03')
  if (left) removeSame(world.store, left)
  world.clock.advance(30)
  expect(on('pi03')).toEqual([])
})

test('a reboot within the grace restarts containers in the same pods', () => {
  const before = podsOf(world.store).filter(({ spec }) => spec.nodeName === 'pi02')
  expect(before.length).toBeGreaterThan(0)
  board('pi02').losePower()
  world.clock.advance(20)
  board('pi02').powerOn()
  world.clock.advance(20)
  for (const { metadata } of before) {
    const pod = podsNamed(metadata.name)[0]
    expect(pod?.metadata.uid).toBe(metadata.uid)
    expect(pod?.status.containerStatuses?.map(({ restartCount }) => restartCount)).toEqual([1])
  }
})

test('a node that is cut off runs on, and nothing restarts when it is back', () => {
  board('pi02').network = 'cut'
  world.clock.advance(100)
  expect(ready('pi02')?.status).toBe('Unknown')
  board('pi02').network = 'up'
  world.clock.advance(20)
  expect(ready('pi02')?.status).toBe('True')
  const here = podsOf(world.store).filter(({ spec }) => spec.nodeName === 'pi02')
  expect(here.length).toBeGreaterThan(0)
  expect(here.every(isReady)).toBe(true)
  const restarts = here.flatMap(({ status }) => status.containerStatuses ?? [])
  expect(restarts.every(({ restartCount }) => restartCount === 0)).toBe(true)
})

test('without its server nothing is judged, and nobody is to blame when it is back', () => {
  board('pi01').stop('k3s')
  world.clock.advance(40)
  board('pi01').start('k3s')
  world.clock.advance(30)
  expect(nodesOf(world.store).map(({ metadata }) => ready(metadata.name)?.status)).toEqual(
    Array(4).fill('True'),
  )
})

test('a cordoned node gets no pods, a full one says so, and what fits nowhere waits in words', () => {
  for (const name of ['pi01', 'pi02', 'pi03', 'pi04']) {
    const node = nodeNamed(world.store, name)
    if (node) world.store.put({ ...node, spec: { ...node.spec, unschedulable: true } })
  }
  const { nodeName } = podsNamed('paperless')[0]?.spec ?? {}
  const full = nodeName === 'pi04' ? 'pi03' : 'pi04'
  board(full).diskUsedBytes = board(full).diskBytes * 0.96
  world.store.put({ ...pinned('paperless', undefined, 3) })
  world.clock.advance(30)
  expect(taints('pi02')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
  expect(
    conditionOf(nodeNamed(world.store, full)?.status.conditions, 'DiskPressure'),
  ).toMatchObject({ status: 'True', reason: 'KubeletHasDiskPressure' })
  const waiting = podsNamed('paperless').filter(({ status }) => status.phase === 'Pending')
  expect(waiting).toHaveLength(2)
  expect(events('FailedScheduling')).toContain(
    '0/4 nodes are available: 4 node(s) were unschedulable.',
  )
})

/** A workload of the household whose pods go to one node, or of which there are more. */
function pinned(name: string, node?: string, replicas = 1) {
  const found = household().find(
    (object) => object.kind === 'Deployment' && object.metadata.name === name,
  )
  if (!found) throw new Error(`no ${name}`)
  const stored = found as unknown as { spec: { template: { spec: object } } }
  const { template } = stored.spec
  const selector = node === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': node } }
  const spec = { ...template.spec, ...selector }
  return { ...found, spec: { ...stored.spec, replicas, template: { ...template, spec } } }
}
