import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { kinds } from '#src/practice/kubernetes/kinds.ts'
import type { PracticeObject } from '#src/practice/kubernetes/store.ts'
import { scenarios } from '#src/practice/scenarios/index.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { setSettingValue, setWantedReplicas } from '#src/transport/kubernetes/longhorn-objects.ts'
import { openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { eventually, inventoryFile, kubectl, readInventory } from '#test/support/lab.ts'

/**
 * Longhorn's objects of the practice cluster, and Bramble's patches, before a real API server that
 * has Longhorn's own CRDs. Only where no Longhorn runs that would act on the objects.
 */

const namespace = 'longhorn-system'
const mark = { 'bramble-test': 'crds' }
const longhornKinds = kinds.filter(({ group }) => group === 'longhorn.io')
const plurals = longhornKinds.map(({ plural, group }) => `${plural}.${group}`).join(',')
/** Those whose story is one of volumes, and what a well cluster has. */
const told = scenarios.filter(({ id }) => /^healthy$|replica|volume|crash|node-lost/.test(id))

/** An object as somebody would send it: what the server itself writes is left out. */
interface Sent {
  readonly kind: string
  readonly spec?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

function sent({ metadata, ...object }: PracticeObject): Sent {
  const { name } = metadata
  return { ...object, metadata: { name, namespace, labels: mark } }
}

function objectsOf(scenario: (typeof scenarios)[number]): Sent[] {
  const world = newWorld(Date.now() - 24 * 3600 * 1000)
  const stops = settle(world)
  scenario.happen(world)
  world.clock.advance(scenario.lastsSeconds)
  for (const stop of stops) stop()
  return longhornKinds.flatMap((kind) => world.store.list(kind).map(sent))
}

function kubectlWith(items: readonly object[], ...args: readonly string[]): string {
  return execFileSync('kubectl', ['--kubeconfig', readInventory().kubeconfig, ...args, '-f', '-'], {
    encoding: 'utf8',
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    timeout: 120_000,
    stdio: 'pipe',
  })
}

const create = (items: readonly object[]) => kubectlWith(items, 'create', '--validate=strict')
const tryCreate = (items: readonly object[]) =>
  kubectlWith(items, 'create', '--validate=strict', '--dry-run=server')
// A create drops the status, so that only a write to that subresource has it checked.
const tryStatus = (items: readonly object[]) =>
  kubectlWith(
    items,
    ...['replace', '--subresource=status', '--validate=strict', '--dry-run=server'],
  )

describe.skipIf(inventoryFile === undefined)('the real CRDs of Longhorn', () => {
  const clear = () =>
    kubectl('-n', namespace, 'delete', plurals, '-l', 'bramble-test=crds', '--ignore-not-found')
  let without: string | undefined

  beforeAll(async () => {
    if (!kubectl('get', 'crds', '-o', 'name').includes('volumes.longhorn.io'))
      without = 'needs Longhorn’s CRDs'
    else if (kubectl('get', 'pods', '-A', '-l', 'app=longhorn-manager', '-o', 'name') !== '')
      without = 'needs a cluster without a Longhorn that would act on the objects'
    else {
      // One that another test deletes is gone soon; one that somebody has stays theirs.
      const phase = ['get', 'namespaces', namespace, '--ignore-not-found', '-o'] as const
      await eventually(() => !kubectl(...phase, 'jsonpath={.status.phase}').includes('Term'), 60)
      if (kubectl(...phase, 'name') === '') {
        const metadata = { name: namespace, labels: mark }
        kubectlWith([{ apiVersion: 'v1', kind: 'Namespace', metadata }], 'create')
      }
      clear()
    }
  })

  afterEach(() => {
    if (without === undefined) clear()
  })

  afterAll(() => {
    kubectl('delete', 'namespaces', '-l', 'bramble-test=crds', '--ignore-not-found', '--wait=false')
  })

  test.for(told.map((scenario) => [scenario.id, scenario] as const))(
    'take what practice serves: %s',
    ([, scenario], { skip }) => {
      if (without !== undefined) skip(without)
      const objects = objectsOf(scenario)
      // Of every kind but one: practice makes no backups by itself.
      const kinds = longhornKinds.map(({ kind }) => kind).filter((kind) => kind !== 'Backup')
      expect(new Set(objects.map(({ kind }) => kind))).toEqual(new Set(kinds))
      create(objects)
      tryStatus(objects.filter(({ status }) => status !== undefined))
    },
  )

  test('refuse a field, a type and a state that they do not know, so the tests above can fail', ({
    skip,
  }) => {
    if (without !== undefined) skip(without)
    const [healthy] = told
    const volume = healthy && objectsOf(healthy).find(({ kind }) => kind === 'Volume')
    if (!volume) throw new Error('practice has no volume')
    const spec = (more: object) => [{ ...volume, spec: { ...volume.spec, ...more } }]
    expect(() => tryCreate(spec({ replicas: 2 }))).toThrow(/unknown field "(spec\.)?replicas"/)
    expect(() => tryCreate(spec({ numberOfReplicas: '2' }))).toThrow(/numberOfReplicas/)
    expect(() => tryCreate(spec({ dataLocality: 'near' }))).toThrow(/dataLocality/)
    create([volume])
    const status = (more: object) => [{ ...volume, status: more }]
    expect(() => tryStatus(status({ robustness: 7 }))).toThrow(/robustness/)
    expect(() => tryStatus(status({ mood: 'good' }))).toThrow(/unknown field "(status\.)?mood"/)
  })

  test('take the patches that Bramble sends', async ({ skip }) => {
    if (without !== undefined) skip(without)
    const [healthy] = told
    const objects = healthy ? objectsOf(healthy) : []
    create(objects)
    const first = (plural: string) =>
      kubectl('-n', namespace, 'get', plural, '-o', 'jsonpath={.items[0].metadata.name}')
    const volume = first('volumes.longhorn.io')
    const door = openKubernetesDoor(await loadKubeconfig({ path: readInventory().kubeconfig }))
    try {
      expect(await setWantedReplicas(door, volume, 3)).toBe(3)
      await setSettingValue(door, 'default-replica-count', '{"v1":"3","v2":"3"}')
    } finally {
      await door.close()
    }
    const shown = (...what: string[]) => kubectl('-n', namespace, 'get', ...what)
    const wish = 'jsonpath={.spec.numberOfReplicas}'
    expect(shown('volumes.longhorn.io', volume, '-o', wish)).toBe('3')
    expect(shown('settings.longhorn.io', 'default-replica-count', '-o', 'jsonpath={.value}')).toBe(
      '{"v1":"3","v2":"3"}',
    )
  })
})
