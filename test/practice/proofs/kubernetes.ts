import { expect } from 'vitest'
import {
  amend,
  conditionOf,
  eventKind,
  lastSeenOf,
  nodeNamed,
  nodesOf,
  podsOf,
  removeSame,
} from '#src/practice/kubernetes/shapes.ts'
import { etcdMembers } from '#src/practice/world/etcd.ts'
import { fillDisk } from '#src/practice/world/trouble.ts'
import { boardNamed, type World } from '#src/practice/world/world.ts'
import { changeNode, changeSpec, messagesOf, named, objectsOf, type Proofs } from './proof.ts'

const ready = (world: World, name: string) =>
  conditionOf(nodeNamed(world.store, name)?.status.conditions, 'Ready')?.status
const podsNamed = (world: World, start: string) =>
  podsOf(world.store).filter(({ metadata }) => metadata.name.startsWith(start))
const kubelets: Proofs = {
  'node-lease'(world) {
    boardNamed(world, 'pi02').stop('k3s-agent')
    world.clock.advance(70)
    expect(ready(world, 'pi02')).toBe('Unknown')
  },
  'node-registration'(world) {
    expect(nodesOf(world.store)).toHaveLength(4)
  },
  'node-reboot-event'(world) {
    const board = boardNamed(world, 'pi02')
    board.reboot(20)
    world.clock.advance(60)
    expect(messagesOf(world, 'Rebooted')).toContain(
      `Node pi02 has been rebooted, boot id: ${board.boot.id}`,
    )
  },
  'node-status'(world) {
    fillDisk(boardNamed(world, 'pi02'), 96)
    world.clock.advance(30)
    const conditions = nodeNamed(world.store, 'pi02')?.status.conditions
    expect(conditionOf(conditions, 'DiskPressure')?.status).toBe('True')
  },
  'pod-end'(world) {
    const [page] = podsNamed(world, 'page-')
    expect(page).toBeDefined()
    if (!page) return
    const deletionTimestamp = world.store.stamp(30)
    amend(world.store, page, (one) => ({
      ...one,
      metadata: { ...one.metadata, deletionTimestamp, deletionGracePeriodSeconds: 30 },
    }))
    world.clock.advance(60)
    expect(podsNamed(world, page.metadata.name)).toEqual([])
  },
  'pod-trouble'(world) {
    world.faults.set('page', { kind: 'crash', exitCode: 1, reason: 'Error' })
    world.clock.advance(60)
    expect(messagesOf(world, 'BackOff').join()).toContain(
      'Back-off restarting failed container page',
    )
  },
  'pod-start'(world) {
    expect(podsNamed(world, 'page-').map(({ status }) => status.phase)).toEqual([
      ...['Running', 'Running'],
    ])
  },
  'pod-restart'(world) {
    const { nodeName = '' } = podsNamed(world, 'page-')[0]?.spec ?? {}
    boardNamed(world, nodeName).reboot(20)
    world.clock.advance(60)
    const here = podsNamed(world, 'page-').filter(({ spec }) => spec.nodeName === nodeName)
    expect(here[0]?.status.containerStatuses?.[0]?.restartCount).toBe(1)
  },
  'node-pressure-eviction'(world) {
    const { nodeName = '' } = podsNamed(world, 'page-')[0]?.spec ?? {}
    fillDisk(boardNamed(world, nodeName), 97)
    world.clock.advance(120)
    expect(messagesOf(world, 'Evicted').join()).toContain(
      'The node was low on resource: ephemeral-storage.',
    )
  },
  'kubelet-complaints'(world) {
    boardNamed(world, 'pi01').stop('k3s')
    world.clock.advance(120)
    const said = boardNamed(world, 'pi02').boot.lines.map(({ text }) => text)
    expect(said.some((text) => text.includes('Failed to update lease'))).toBe(true)
  },
}

const controllers: Proofs = {
  'node-silence'(world) {
    boardNamed(world, 'pi02').losePower()
    world.clock.advance(70)
    expect(ready(world, 'pi02')).toBe('Unknown')
  },
  'not-ready-pods'(world) {
    const { nodeName = '' } = podsNamed(world, 'page-')[0]?.spec ?? {}
    boardNamed(world, nodeName).losePower()
    world.clock.advance(70)
    const here = podsNamed(world, 'page-').find(({ spec }) => spec.nodeName === nodeName)
    expect(conditionOf(here?.status.conditions, 'Ready')?.status).toBe('False')
  },
  'pod-garbage-collection'(world) {
    boardNamed(world, 'pi03').losePower()
    const node = nodeNamed(world.store, 'pi03')
    if (node) removeSame(world.store, node)
    world.clock.advance(30)
    const left = podsOf(world.store).filter(({ spec }) => spec.nodeName === 'pi03')
    expect(left.map(({ metadata }) => metadata.name)).toEqual([])
  },
  'node-taints'(world) {
    changeNode(world, 'pi02', { unschedulable: true })
    world.clock.advance(10)
    expect(nodeNamed(world.store, 'pi02')?.spec.taints).toMatchObject([
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    ])
  },
  'taint-eviction'(world) {
    const { nodeName = '' } = podsNamed(world, 'page-')[0]?.spec ?? {}
    boardNamed(world, nodeName).losePower()
    world.clock.advance(330)
    const leaves = () =>
      podsNamed(world, 'page-').filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    expect(leaves()).toEqual([])
    world.clock.advance(60)
    expect(leaves().map(({ spec }) => spec.nodeName)).toEqual([nodeName])
  },
  'etcd-removal'(world) {
    const node = nodeNamed(world.store, 'pi02')
    if (!node) return expect.fail('no pi02')
    const annotations = { 'etcd.k3s.cattle.io/remove': 'true' }
    amend(world.store, node, (one) => ({ ...one, metadata: { ...one.metadata, annotations } }))
    world.clock.advance(20)
    expect(nodeNamed(world.store, 'pi02')?.metadata['annotations']).toEqual({
      'etcd.k3s.cattle.io/removed-node-name': 'pi02-1f2e3d4c',
    })
  },
  deployments(world) {
    changeSpec(world, ['apps/v1', 'Deployment', 'page'], { replicas: 3 })
    world.clock.advance(30)
    expect(podsNamed(world, 'page-')).toHaveLength(3)
  },
  'replica-sets'(world) {
    const [page] = podsNamed(world, 'page-')
    if (page) removeSame(world.store, page)
    world.clock.advance(30)
    expect(podsNamed(world, 'page-')).toHaveLength(2)
  },
  'stateful-sets'(world) {
    expect(podsNamed(world, 'home-assistant-0')).toHaveLength(1)
  },
  'daemon-sets'(world) {
    const places = podsNamed(world, 'longhorn-manager-').map(({ spec }) => spec.nodeName ?? '')
    expect(places.toSorted()).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
  },
  'workload-status'(world) {
    const page = named(world, 'apps/v1', 'Deployment', 'page')
    expect(page?.['status']).toMatchObject({ readyReplicas: 2 })
  },
  scheduler(world) {
    expect(podsNamed(world, 'page-').map(({ spec }) => typeof spec.nodeName)).toEqual([
      ...['string', 'string'],
    ])
  },
  'local-path-provisioner'(world) {
    const metadata = { name: 'notes', namespace: 'web' }
    const resources = { requests: { storage: '1Gi' } }
    world.store.put({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: { storageClassName: 'local-path', resources },
    })
    const volumes = [{ name: 'notes', persistentVolumeClaim: { claimName: 'notes' } }]
    world.store.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers: [{ name: 'notes' }], volumes },
      status: { phase: 'Pending' },
    })
    world.clock.advance(30)
    const claim = named(world, 'v1', 'PersistentVolumeClaim', 'notes')
    expect(claim?.['status']).toMatchObject({ phase: 'Bound' })
  },
  'event-expiry'(world) {
    world.clock.advance(2 * 3600)
    const ages = world.store
      .list(eventKind)
      .map((event) => world.clock.now() - Date.parse(lastSeenOf(event) ?? ''))
    expect(ages.filter((age) => age > 3_700_000)).toEqual([])
    expect(objectsOf(world, 'v1', 'Pod').length).toBeGreaterThan(0)
  },
}

/** Of three servers. */
const etcd: Proofs = {
  'etcd-complaints'(world) {
    for (const name of ['pi01', 'pi02']) boardNamed(world, name).losePower()
    world.clock.advance(90)
    const said = boardNamed(world, 'pi03').boot.lines.map(({ text }) => text)
    expect(said.filter((text) => text.includes('is starting a new election'))).not.toEqual([])
  },
  'etcd-membership'(world) {
    boardNamed(world, 'pi03').losePower()
    const gone = nodeNamed(world.store, 'pi03')
    expect(gone).toBeDefined()
    if (gone) removeSame(world.store, gone)
    expect(etcdMembers(world).map(({ name }) => name)).toEqual(['pi01', 'pi02'])
  },
}

/** What Kubernetes and K3s keep true by themselves. */
export const kubernetesProofs: Proofs = { ...kubelets, ...controllers, ...etcd }
