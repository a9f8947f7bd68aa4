import { expect } from 'vitest'
import { amend } from '#src/practice/kubernetes/shapes.ts'
import {
  engineOf,
  replicasOf,
  type VolumeObject,
  volumesOf,
} from '#src/practice/longhorn/shapes.ts'
import { boardNamed, type World } from '#src/practice/world/world.ts'
import { changeSpec, named, objectsOf, type Proofs } from './proof.ts'

const longhorn = 'longhorn.io/v1beta2'

function photos(world: World): VolumeObject | undefined {
  return volumesOf(world.store).find(
    ({ status }) =>
      (status['kubernetesStatus'] as { pvcName: string }).pvcName === 'immich-content',
  )
}
const robustness = (world: World) => photos(world)?.status.robustness
const placesOf = (world: World) =>
  replicasOf(world.store, photos(world)?.metadata.name).map(({ spec }) => spec.nodeID)
/** A board with a replica of the photos, other than the one that they are attached to. */
const boardElsewhere = (world: World) =>
  boardNamed(
    world,
    placesOf(world).find((name) => name !== photos(world)?.status.currentNodeID) ?? 'pi02',
  )
const managers = (world: World, kind: 'Pod' | 'PodDisruptionBudget') =>
  objectsOf(world, kind === 'Pod' ? 'v1' : 'policy/v1', kind).filter(({ metadata }) =>
    metadata.name.startsWith('instance-manager-'),
  )
const attachments = (world: World) => objectsOf(world, 'storage.k8s.io/v1', 'VolumeAttachment')

/** What Longhorn keeps true by itself. */
export const longhornProofs: Proofs = {
  'storage-nodes'(world) {
    expect(objectsOf(world, longhorn, 'Node')).toHaveLength(4)
  },
  'csi-nodes'(world) {
    expect(objectsOf(world, 'storage.k8s.io/v1', 'CSINode')).toHaveLength(4)
  },
  provisioner(world) {
    const claim = named(world, 'v1', 'PersistentVolumeClaim', 'immich-content')
    expect(claim?.['status']).toMatchObject({ phase: 'Bound' })
  },
  'replica-count'(world) {
    const name = photos(world)?.metadata.name ?? ''
    changeSpec(world, [longhorn, 'Volume', name], { numberOfReplicas: 3 })
    world.clock.advance(30)
    expect(placesOf(world)).toHaveLength(3)
  },
  'data-locality'(world) {
    const volume = photos(world)
    changeSpec(world, [longhorn, 'Volume', volume?.metadata.name ?? ''], {
      dataLocality: 'best-effort',
    })
    const free = ['pi02', 'pi03', 'pi04'].find((name) => !placesOf(world).includes(name)) ?? ''
    const pinned = { nodeSelector: { 'kubernetes.io/hostname': free } }
    const found = named(world, 'apps/v1', 'Deployment', 'immich')
    const { template } = (found?.['spec'] ?? {}) as { template?: { spec: object } }
    changeSpec(world, ['apps/v1', 'Deployment', 'immich'], {
      template: { ...template, spec: { ...template?.spec, ...pinned } },
    })
    world.clock.advance(3600)
    expect(photos(world)?.status.currentNodeID).toBe(free)
    expect(placesOf(world)).toHaveLength(2)
    expect(placesOf(world)).toContain(free)
  },
  'attach-detach'(world) {
    expect(attachments(world)).toHaveLength(3)
  },
  'volume-detachment'(world) {
    expect(photos(world)?.status.state).toBe('attached')
    changeSpec(world, ['apps/v1', 'Deployment', 'immich'], { replicas: 0 })
    world.clock.advance(60)
    expect(photos(world)?.status.state).toBe('detached')
  },
  'auto-salvage'(world) {
    const places = placesOf(world)
    for (const name of places) boardNamed(world, name).losePower()
    world.clock.advance(60)
    // The engine on one of them saw the other one go; both are failed only once it is back.
    for (const replica of replicasOf(world.store, photos(world)?.metadata.name))
      amend(world.store, replica, (one) => ({
        ...one,
        spec: { ...one.spec, failedAt: world.store.stamp() },
      }))
    for (const name of places) boardNamed(world, name).powerOn()
    world.clock.advance(120)
    expect(robustness(world)).toBe('healthy')
  },
  'volume-attachment'(world) {
    expect(photos(world)?.status.state).toBe('attached')
  },
  'replica-failure'(world) {
    boardElsewhere(world).losePower()
    world.clock.advance(30)
    expect(robustness(world)).toBe('degraded')
  },
  'replica-rebuild'(world) {
    const board = boardElsewhere(world)
    board.losePower()
    world.clock.advance(30)
    board.powerOn()
    world.clock.advance(1800)
    const modes = engineOf(world.store, photos(world)?.metadata.name ?? '')?.status.replicaModeMap
    expect(Object.values(modes ?? {})).toEqual(['RW', 'RW'])
    expect(robustness(world)).toBe('healthy')
  },
  'volume-robustness'(world) {
    expect(robustness(world)).toBe('healthy')
  },
  'attachment-status'(world) {
    expect(attachments(world).map(({ status }) => status)).toEqual(
      [0, 1, 2].map(() => ({ attached: true })),
    )
  },
  'instance-managers'(world) {
    expect(managers(world, 'Pod')).toHaveLength(4)
  },
  'drain-budgets'(world) {
    expect(managers(world, 'PodDisruptionBudget')).toHaveLength(4)
  },
  'storage-class'(world) {
    const source = named(world, 'v1', 'ConfigMap', 'longhorn-storageclass')
    expect(source).toBeDefined()
    if (!source) return
    const { 'storageclass.yaml': text = '' } = source['data'] as Record<string, string>
    const data = { 'storageclass.yaml': text.replace('Replicas: "2"', 'Replicas: "1"') }
    amend(world.store, source, (one) => ({ ...one, data }))
    world.clock.advance(10)
    const made = named(world, 'storage.k8s.io/v1', 'StorageClass', 'longhorn')
    expect(made?.['parameters']).toMatchObject({ numberOfReplicas: '1' })
  },
}
