import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Acceptance } from '#src/model/plan.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { amend, nodeNamed, podsOn } from '#src/practice/kubernetes/shapes.ts'
import { kinds, namespace, replicasOf, volumesOf } from '#src/practice/longhorn/shapes.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { openWorldSiteWithSsh, type WorldSite } from '#test/support/world-site.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

/** `remove` on boards that answer SSH: what is gone afterwards, and what is not. */
let here: WorldSite

beforeEach(async () => {
  here = await openWorldSiteWithSsh(60)
}, 60_000)
afterEach(() => here.close())

const yes = async () => 'pi@desk'
const goalOf = (target: string, wipe = false) => ({
  name: 'remove',
  target,
  options: wipe ? { wipe } : {},
})

async function remove(
  target: string,
  { site = here.site, accept = [] }: { site?: RunSite; accept?: Acceptance[] } = {},
) {
  const { digest } = await makePlan({ goal: goalOf(target), accept }, site)
  return applyHere(digest, site, yes)
}

const board = (name: string) => boardNamed(here.world, name)
const secretKind = kindOf('v1', 'Secret')
const hasPassword = (name: string) =>
  secretKind !== undefined &&
  here.world.store.get({
    kind: secretKind,
    namespace: 'kube-system',
    name: `${name}.node-password.k3s`,
  }) !== undefined

/** Everything that the cluster still knows of a node a minute later, and K3s on its board. */
function traces(name: string) {
  const { store, clock } = here.world
  clock.advance(60)
  return {
    node: nodeNamed(store, name) !== undefined,
    longhorn: store.get({ kind: kinds.node, namespace, name }) !== undefined,
    replicas: replicasOf(store).filter(({ spec }) => spec.nodeID === name).length > 0,
    pods: podsOn(store, name).length > 0,
    password: hasPassword(name),
    k3s: board(name).hasK3s,
  }
}
const all = { node: true, longhorn: true, replicas: true, pods: true, password: true, k3s: true }
const none = {
  node: false,
  longhorn: false,
  replicas: false,
  pods: false,
  password: false,
  k3s: false,
}
const robustness = () => volumesOf(here.world.store).map(({ status }) => status.robustness)
const healthyCopies = () =>
  volumesOf(here.world.store).map(
    ({ metadata }) =>
      replicasOf(here.world.store, metadata.name).filter(
        ({ spec }) => spec.failedAt === '' && spec.healthyAt !== '',
      ).length,
  )

test('an agent goes with everything that was of it, and no volume misses a copy', async () => {
  expect(traces('pi04')).toEqual(all)
  expect(await remove('pi04')).toEqual({ kind: 'ended', outcome: 'done', run: 1 })
  here.world.clock.advance(600)
  expect(traces('pi04')).toEqual(none)
  expect(new Set(robustness())).toEqual(new Set(['healthy']))
  expect(new Set(healthyCopies())).toEqual(new Set([2]))
  await expect(undoHere(undefined, here.site)).rejects.toMatchObject({
    code: 'undo-impossible',
    // A run that is done cannot be given up either.
    next: 'bramble history --run 1',
  })
}, 300_000)

test.each([
  ['the Node', ''],
  ['Longhorn’s node', 'longhorn.io'],
])(
  'a run that dies once %s is deleted goes on to the same end',
  async (_, group) => {
    const died = new Error('killed')
    const { kube } = here.site
    const site: RunSite = {
      ...here.site,
      kube: new Proxy(kube, {
        get(target, property) {
          const value: unknown = Reflect.get(target, property)
          if (property !== 'delete' || typeof value !== 'function') return value
          return async (...args: Parameters<typeof kube.delete>) => {
            await target.delete(...args)
            if (args[0].plural === 'nodes' && args[0].group === group) throw died
          }
        },
      }),
    }
    await expect(remove('pi04', { site })).rejects.toBe(died)
    expect(traces('pi04')).toMatchObject({ node: false, k3s: true, longhorn: group === '' })
    expect(await resume(undefined, here.site)).toEqual({ outcome: 'done', run: 1 })
    expect(traces('pi04')).toEqual(none)
  },
  300_000,
)

test('a folder of a local volume on the disk keeps K3s from being uninstalled', async () => {
  const path = '/var/lib/rancher/k3s/storage/pvc-1_default_photos/a.jpg'
  board('pi04').files.set(path, {
    bytes: Buffer.from('photo'),
    mode: 0o644,
    owner: 'root',
    changedAt: board('pi04').now(),
  })
  const end = await remove('pi04')
  expect(end).toMatchObject({ outcome: 'stopped' })
  expect(end).toHaveProperty('reason', expect.stringContaining('pvc-1_default_photos'))
  expect(traces('pi04')).toMatchObject({ node: false, k3s: true })
  expect(board('pi04').files.has(path)).toBe(true)
  board('pi04').files.delete(path)
  expect(await resume(undefined, here.site)).toEqual({ outcome: 'done', run: 1 })
  expect(traces('pi04')).toEqual(none)
}, 300_000)

test('another board at the address is left alone', async () => {
  const site: RunSite = {
    ...here.site,
    async sleep(milliseconds, signal) {
      await here.site.sleep?.(milliseconds, signal)
      // Once K3s has stopped, somebody changes the boards at this address.
      if (!board('pi04').containersRun) Object.assign(board('pi04'), { machineId: 'f'.repeat(32) })
    },
  }
  const end = await remove('pi04', { site })
  expect(end).toMatchObject({ outcome: 'stopped' })
  expect(end).toHaveProperty('reason', expect.stringContaining('another board answers here'))
  expect(board('pi04').hasK3s).toBe(true)
}, 300_000)

test('a dead board is taken out of the books once somebody has seen that it is off', async () => {
  const uses = volumesOf(here.world.store).map(({ status }) => status.currentNodeID)
  const dead = uses.find((name) => name !== 'pi01') ?? ''
  board(dead).losePower()
  here.world.clock.advance(3600)
  const { plan, refusals } = await makePlan({ goal: goalOf(dead), accept: [] }, here.site)
  // Its pods end only when a kubelet says so: what they used stays attached to it.
  expect(new Set(refusals.map(({ gate, subject }) => `${gate} ${subject}`))).toEqual(
    new Set([`nothing-is-attached-there board/${dead}`]),
  )
  expect(plan.steps.map(({ step }) => step)).toEqual(['delete-node'])
  expect(plan.leaves).toMatchObject([{ kind: 'by-hand', what: `K3s on the disk of ${dead}` }])
  const accept = [{ subject: `board/${dead}`, reason: 'it lies on my desk' }]
  expect(await remove(dead, { accept })).toEqual({ kind: 'ended', outcome: 'done', run: 1 })
  here.world.clock.advance(600)
  expect(traces(dead)).toEqual({ ...none, k3s: true })
  expect(new Set(robustness())).toEqual(new Set(['healthy']))
}, 300_000)

test('a server leaves etcd before it is stopped', async () => {
  const { store } = here.world
  for (const name of ['pi01', 'pi02', 'pi03']) {
    const node = nodeNamed(store, name)
    if (!node) throw new Error(`no ${name}`)
    const roles = {
      'node-role.kubernetes.io/control-plane': 'true',
      'node-role.kubernetes.io/etcd': 'true',
    }
    amend(store, node, (one) => ({
      ...one,
      metadata: { ...one.metadata, labels: { ...one.metadata.labels, ...roles } },
    }))
  }
  let leftWhile = ''
  const site: RunSite = {
    ...here.site,
    async sleep(milliseconds, signal) {
      await here.site.sleep?.(milliseconds, signal)
      const annotations = nodeNamed(store, 'pi03')?.metadata['annotations'] as object | undefined
      if (leftWhile === '' && annotations && 'etcd.k3s.cattle.io/removed-node-name' in annotations)
        leftWhile = board('pi03').unit('k3s-agent').state
    },
  }
  expect(await remove('pi03', { site })).toEqual({ kind: 'ended', outcome: 'done', run: 1 })
  expect(leftWhile).toBe('active')
  expect(traces('pi03')).toEqual(none)
}, 300_000)
