import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Acceptance, Goal } from '#src/model/plan.ts'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import type { NewObject } from '#src/practice/kubernetes/store.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { crdSchemas, flawsOf, longhornVersions } from '#test/support/crd.ts'
import { nodeObject } from '#test/support/practice-drain.ts'
import {
  changeStored,
  classObjects,
  keepClass,
  settingObject,
  storageNodeObject,
  storedField,
  volumeObjects,
} from '#test/support/practice-longhorn.ts'
import { openSite } from '#test/support/run-site.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

const nodes = ['pi01', 'pi02', 'pi03', 'pi04']
const cluster: readonly NewObject[] = [
  ...nodes.flatMap((name) => [nodeObject(name), storageNodeObject(name)]),
  settingObject('default-replica-count', '{"v1":"3","v2":"3"}'),
  ...classObjects(),
  ...volumeObjects('data', { wanted: 3, on: 'pi01', healthy: ['pi01', 'pi02', 'pi03'] }),
  ...volumeObjects('media', { wanted: 2, healthy: ['pi02', 'pi04'] }),
]

let folder: string
let api: PracticeApi
let site: RunSite
/** Every patch that was sent. */
let patches: { plural: string; name: string; patch: object }[]

async function begin(objects: readonly NewObject[] = cluster): Promise<void> {
  await end()
  patches = []
  api = await startPracticeApi({ objects })
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
  const opened = await openSite({
    kubeconfig: join(folder, 'kubeconfig'),
    folder: join(folder, 'journal'),
    longestSleepMilliseconds: 5,
  })
  site = { ...opened, kube: listening(opened.kube) }
  endings.push(
    () => opened.close(),
    () => api.close(),
  )
}

const endings: (() => Promise<void>)[] = []

function listening(kube: KubernetesDoor): KubernetesDoor {
  return new Proxy(kube, {
    get(target, property) {
      if (property !== 'mergePatch') return Reflect.get(target, property)
      return (...args: Parameters<KubernetesDoor['mergePatch']>) => {
        const [{ plural }, { name }, patch] = args
        // The Lease is renewed around all of it.
        if (plural !== 'leases') patches.push({ plural, name, patch })
        return target.mergePatch(...args)
      }
    },
  })
}

async function end(): Promise<void> {
  for (const ending of endings.splice(0)) await ending()
  rmSync(join(folder, 'journal'), { recursive: true, force: true })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-replicas-'))
  await begin()
})
afterEach(async () => {
  await end()
  rmSync(folder, { recursive: true, force: true })
})

function plan(count: number, options: Goal['options'] = {}, accept: Acceptance[] = []) {
  return makePlan({ goal: { name: 'replicas', target: String(count), options }, accept }, site)
}

async function carryOut(...wanted: Parameters<typeof plan>) {
  return applyHere((await plan(...wanted)).digest, site, async () => 'pi@desk')
}

const volume = (name: string) => ({ apiVersion: 'longhorn.io/v1beta2', kind: 'Volume', name })
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', name: 'longhorn-storageclass' }
const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name: 'longhorn' }
const replicaCount = {
  apiVersion: 'longhorn.io/v1beta2',
  kind: 'Setting',
  name: 'default-replica-count',
}

const wantedBy = (name: string) => storedField(api, volume(name), 'spec', 'numberOfReplicas')
const setting = () => storedField(api, replicaCount, 'value')
const askedByClass = () => storedField(api, storageClass, 'parameters', 'numberOfReplicas')
const manifest = () => String(storedField(api, configMap, 'data', 'storageclass.yaml'))

test('the count is set where it counts, and taken back to what was there', async () => {
  keepClass(api)
  const before = manifest()
  expect(await carryOut(2, { all: true })).toMatchObject({ kind: 'ended', outcome: 'done' })
  expect([setting(), askedByClass(), wantedBy('data'), wantedBy('media')]).toEqual([
    '{"v1":"2","v2":"2"}',
    '2',
    2,
    2,
  ])
  expect(manifest()).toBe(before.replace('"3"', '"2"'))
  expect(patches.map(({ plural, name }) => `${plural}/${name}`)).toEqual([
    'settings/default-replica-count',
    'configmaps/longhorn-storageclass',
    'volumes/data',
  ])
  expect(await undoHere(undefined, site)).toMatchObject({ outcome: 'undone' })
  expect([setting(), askedByClass(), wantedBy('data'), manifest()]).toEqual([
    '{"v1":"3","v2":"3"}',
    '3',
    3,
    before,
  ])
})

test.skipIf(longhornVersions.length === 0)(
  'every patch of an object of Longhorn is one that its CRDs take (skipped where ../shared is absent)',
  async () => {
    keepClass(api)
    await carryOut(2, { all: true })
    await undoHere(undefined, site)
    const kinds = new Map([
      ['settings', 'Setting'],
      ['volumes', 'Volume'],
    ])
    const own = patches.filter(({ plural }) => kinds.has(plural))
    expect(own.length).toBe(4)
    for (const version of longhornVersions)
      for (const { plural, patch } of own) {
        const schema = { ...crdSchemas(version).get(kinds.get(plural) ?? ''), required: [] }
        expect(flawsOf(patch, schema), `${version} ${plural}`).toEqual([])
      }
  },
)

test('without --all existing volumes keep their number', async () => {
  keepClass(api)
  await carryOut(2)
  expect([setting(), askedByClass(), wantedBy('data')]).toEqual(['{"v1":"2","v2":"2"}', '2', 3])
})

test('one volume alone is changed by its name or its claim', async () => {
  await carryOut(2, { volume: 'data-claim' })
  expect([setting(), askedByClass(), wantedBy('data')]).toEqual(['{"v1":"3","v2":"3"}', '3', 2])
  await carryOut(3, { volume: 'default/media-claim' })
  expect(wantedBy('media')).toBe(3)
})

test('an old Longhorn gets the plain form that it knows', async () => {
  await begin([
    ...cluster.filter(({ kind }) => kind !== 'Setting'),
    settingObject('default-replica-count', '3'),
  ])
  keepClass(api)
  await carryOut(2)
  expect(setting()).toBe('2')
})

test('a second time there is nothing to do', async () => {
  keepClass(api)
  await carryOut(2, { all: true })
  const sent = patches.length
  expect(await carryOut(2, { all: true })).toMatchObject({ kind: 'nothing-to-do' })
  expect(patches.length).toBe(sent)
})

test('a change of the class that Longhorn does not carry out stops the run there', async () => {
  const result = await carryOut(2, { all: true })
  expect(result).toMatchObject({ kind: 'ended', outcome: 'stopped' })
  expect(JSON.stringify(result)).toContain('the StorageClass longhorn asks for 3 replicas')
  expect(wantedBy('data')).toBe(3)
  keepClass(api)
  // Longhorn is back, and sees the ConfigMap at its next change.
  changeStored(api, configMap, (object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { a: 'b' } },
  }))
  expect(await resume(undefined, site)).toMatchObject({ outcome: 'done' })
  expect(wantedBy('data')).toBe(2)
})

test('a volume that was deleted in the meantime does not keep the others from going back', async () => {
  await begin([...cluster.filter(({ kind }) => kind !== 'StorageClass' && kind !== 'ConfigMap')])
  expect(await carryOut(1, { all: true })).toMatchObject({ outcome: 'done' })
  expect([wantedBy('data'), wantedBy('media')]).toEqual([1, 1])
  const kind = kindOf('longhorn.io/v1beta2', 'Volume')
  if (kind) api.store.remove({ kind, namespace: 'longhorn-system', name: 'data' })
  expect(await undoHere(undefined, site)).toMatchObject({ outcome: 'undone' })
  expect(wantedBy('media')).toBe(2)
})

test('a plan made before a count changed is refused', async () => {
  const { digest } = await plan(2, { all: true })
  changeStored(api, volume('data'), (object) => ({
    ...object,
    spec: { ...(object['spec'] as object), numberOfReplicas: 4 },
  }))
  const result = await applyHere(digest, site, async () => 'pi@desk')
  expect(result).toMatchObject({
    kind: 'facts-changed',
    differences: [{ fact: 'volume/data replicas', was: '3', is: '4' }],
    next: 'Make the plan again: `bramble replicas 2 --all --dry-run`.',
  })
  expect(patches).toEqual([])
})

describe('a class that somebody else keeps is left to them', () => {
  const withMarks = (
    marks: Parameters<typeof classObjects>[0],
    more: readonly NewObject[] = [],
  ) => [
    ...cluster.filter(({ kind }) => kind !== 'ConfigMap' && kind !== 'StorageClass'),
    ...classObjects(marks),
    ...more,
  ]
  const byHelm = {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      'meta.helm.sh/release-name': 'longhorn',
      'meta.helm.sh/release-namespace': 'longhorn-system',
    },
  }
  const chart: NewObject = {
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata: { name: 'longhorn', namespace: 'kube-system' },
    spec: { chart: 'longhorn/longhorn', valuesContent: 'password: secret' },
  }
  test.each([
    [
      'Helm',
      withMarks(byHelm),
      'the Helm release longhorn-system/longhorn',
      /^helm upgrade longhorn .*defaultClassReplicaCount=2$/,
    ],
    [
      "K3s's Helm controller",
      withMarks(byHelm, [chart]),
      'the HelmChart kube-system/longhorn of K3s',
      /spec\.valuesContent/,
    ],
    [
      'Flux by Helm',
      withMarks({
        ...byHelm,
        labels: {
          ...byHelm.labels,
          'helm.toolkit.fluxcd.io/name': 'storage',
          'helm.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      }),
      "Flux's HelmRelease flux-system/storage",
      /spec\.values/,
    ],
    [
      'Flux by Kustomize',
      withMarks({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'storage' } }),
      "Flux's Kustomization storage",
      /longhorn-storageclass/,
    ],
    [
      'Argo CD',
      withMarks({
        annotations: { 'argocd.argoproj.io/tracking-id': 'storage:/ConfigMap:longhorn-system/x' },
      }),
      "Argo CD's application storage",
      /application storage/,
    ],
    [
      "K3s's manifests",
      withMarks({ annotations: { 'objectset.rio.cattle.io/owner-name': 'longhorn' } }),
      "K3s's manifest longhorn",
      /longhorn\.yaml/,
    ],
  ])('%s', async (_, objects, owner, instead) => {
    await begin(objects)
    const { plan: made, refusals } = await plan(2)
    expect(refusals).toEqual([])
    expect(made.steps.map(({ step }) => step)).toEqual(['set-replica-setting'])
    const left = made.leaves?.find(({ kind }) => kind === 'by-hand')
    expect(left?.reason).toContain(owner)
    expect(left?.instead[0]).toMatch(instead)
    expect(left?.instead.join('\n')).toMatch(/2/)
    // Values of a chart may hold secrets: none is read, none is shown.
    expect(JSON.stringify(made)).not.toContain('secret')
    await applyHere((await plan(2)).digest, site, async () => 'pi@desk')
    expect(patches.map(({ plural }) => plural)).toEqual(['settings'])
  })
})
