import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Goal } from '#src/model/plan.ts'
import {
  type ReplicaObject,
  replicasOf,
  storageNodesOf,
  volumesOf,
} from '#src/practice/longhorn/shapes.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { crdSchemas, flawsOf, longhornVersions } from '#test/support/crd.ts'
import { openWorldSite, type WorldSite } from '#test/support/world-site.ts'
import { makePlan } from './make-plan.ts'

/**
 * `storage on|off` on the practice Longhorn, which rebuilds and evicts by its own clock. One world
 * for all: each test leaves pi03 with its storage on.
 */
let here: WorldSite

beforeAll(async () => {
  here = await openWorldSite()
})
afterAll(() => here.close())

async function carryOut(state: 'on' | 'off', options: Goal['options'] = {}, target = 'pi03') {
  const goal = { name: `storage ${state}`, target, options }
  const { digest } = await makePlan({ goal, accept: [] }, here.site)
  return applyHere(digest, here.site, async () => 'pi@desk')
}

const spec = (name: string) =>
  storageNodesOf(here.world.store).find(({ metadata }) => metadata.name === name)?.spec
const wish = (name = 'pi03') => [spec(name)?.allowScheduling, spec(name)?.evictionRequested]
const on = (name: string) => replicasOf(here.world.store).filter((one) => one.spec.nodeID === name)
const isHealthy = ({ spec: { failedAt, healthyAt } }: ReplicaObject) =>
  failedAt === '' && healthyAt !== ''

test('off keeps what is there, on takes replicas again, and each is taken back', async () => {
  const before = on('pi03').length
  expect(before).toBeGreaterThan(0)
  expect(await carryOut('off')).toMatchObject({ kind: 'ended', outcome: 'done' })
  expect([wish(), on('pi03').length]).toEqual([[false, false], before])
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  expect(wish()).toEqual([true, false])
  await carryOut('off')
  expect(await carryOut('on')).toMatchObject({ outcome: 'done' })
  expect(wish()).toEqual([true, false])
})

test('what is so already is no step, and the replicas that stay are named', async () => {
  await carryOut('off')
  const { plan } = await makePlan(
    { goal: { name: 'storage off', target: 'pi03', options: {} }, accept: [] },
    here.site,
  )
  expect(plan.steps).toEqual([])
  expect(plan.leaves).toMatchObject([
    { kind: 'not-asked', instead: ['bramble storage off pi03 --evict'] },
  ])
  await carryOut('on')
})

test('a disk that is closed by itself is left to a person', async () => {
  const { plan } = await makePlan(
    { goal: { name: 'storage on', target: 'pi01', options: {} }, accept: [] },
    here.site,
  )
  expect(plan.leaves).toMatchObject([{ kind: 'by-hand', what: 'disk /var/lib/longhorn/ of pi01' }])
})

test('--evict ends when every replica is healthy elsewhere, and no volume was ever without its two', async () => {
  const lowest = new Map<string, number>()
  here.world.store.onChange(() => {
    for (const { metadata } of volumesOf(here.world.store)) {
      const healthy = replicasOf(here.world.store, metadata.name).filter(isHealthy).length
      lowest.set(metadata.name, Math.min(healthy, lowest.get(metadata.name) ?? healthy))
    }
  })
  expect(await carryOut('off', { evict: true })).toMatchObject({ outcome: 'done' })
  expect([wish(), on('pi03')]).toEqual([[false, true], []])
  for (const { metadata } of volumesOf(here.world.store)) {
    const replicas = replicasOf(here.world.store, metadata.name)
    expect(replicas.filter(isHealthy)).toHaveLength(2)
    expect(replicas).toHaveLength(2)
  }
  expect([...lowest.values()]).toEqual([2, 2, 2])
  // Ends the eviction, too.
  await carryOut('on')
  expect(wish()).toEqual([true, false])
})

test.skipIf(longhornVersions.length === 0)(
  'every patch is one that the CRDs of Longhorn take (skipped where ../shared is absent)',
  () => {
    expect(new Set(here.patches.map(({ plural, name }) => `${plural}/${name}`))).toEqual(
      new Set(['nodes/pi03']),
    )
    expect(here.patches.length).toBeGreaterThanOrEqual(8)
    for (const version of longhornVersions)
      for (const { patch } of here.patches) {
        const schema = { ...crdSchemas(version).get('Node'), required: [] }
        expect(flawsOf(patch, schema), version).toEqual([])
      }
  },
)
