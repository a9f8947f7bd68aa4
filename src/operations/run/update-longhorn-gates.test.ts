import { describe, expect, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import { bareBoard, boardObservation } from '#test/support/boards.ts'
import {
  healthyCluster,
  node,
  observationOf,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import { lookAt } from './ask-gates.ts'
import { type PlanMade, planOn } from './make-plan.ts'

const manifestPath = '/var/lib/rancher/k3s/server/manifests/bramble-longhorn.yaml'
const names = ['pi01', 'pi02', 'pi03']

interface Asked {
  readonly target?: string
  readonly version?: string
  /** True where Bramble keeps the chart as a file on pi01. */
  readonly keepsFile?: boolean
}

/** Longhorn v1.11.3 from a HelmChart, all volumes whole. */
function update(
  spoil: (cluster: Records) => void = () => {},
  { target = '1.12.1', version, keepsFile = false }: Asked = {},
): PlanMade {
  const cluster = healthyCluster()
  for (const one of cluster.nodes) one.version = 'v1.36.3+k3s1'
  cluster.longhornSettings.push({ name: 'current-longhorn-version', value: 'v1.11.3' })
  cluster.helmCharts.push({ namespace: 'kube-system', name: 'longhorn', chart: 'longhorn' })
  spoil(cluster)
  const boards = Object.fromEntries(names.map((name) => [name, bareBoard(name)]))
  const file = { path: manifestPath, sha256: 'f'.repeat(64), mode: '644', owner: 'root:root' }
  if (keepsFile) boards['pi01']?.preparation.files.push({ ...file, ours: true })
  const seen = observationOf(cluster)
  const evidence = [...seen.evidence, ...boardObservation(boards, []).evidence]
  const configuration = Configuration.parse({
    cluster: 'home',
    ...(version !== undefined && { longhorn: { version } }),
    nodes: Object.fromEntries(
      names.map((name, place) => [name, { address: `10.0.0.${place + 1}`, role: 'server' }]),
    ),
  })
  const site = {
    cluster: 'home',
    clock: fixedClock(takenAt),
    around: { configuration, ownNode: undefined },
  }
  const goal = { name: 'update longhorn', target, options: {} }
  return planOn(lookAt({ ...seen, evidence }), { goal, accept: [] }, site)
}

const refusalsOf = ({ refusals }: PlanMade) =>
  refusals.map(({ kind, gate, subject }) => `${kind} ${gate} ${subject}`)
const runs = (version: string) => (cluster: Records) => {
  const setting = cluster.longhornSettings.find(({ name }) => name === 'current-longhorn-version')
  if (setting) setting.value = version
}

describe('the plan', () => {
  test('exchanges it, and waits for each node and for whole volumes; there is no way back', () => {
    const made = update()
    expect(refusalsOf(made)).toEqual([])
    expect(made.plan.steps.map(({ title }) => title)).toEqual([
      'Update Longhorn to v1.12.1',
      ...names.map((name) => `Wait for Longhorn to work on ${name}`),
      'Wait for whole volumes',
    ])
    expect(made.plan.steps[0]).toMatchObject({
      undo: 'impossible',
      input: { from: 'v1.11.3', to: 'v1.12.1', k3s: 'v1.36.3+k3s1' },
    })
    expect(made.plan.steps[0]?.preview[1]).toContain('HelmChart kube-system/longhorn')
    expect(made.plan.leaves?.[0]?.what).toBe('engines of volumes')
  })

  test('writes the file where Bramble keeps one: K3s would take a patched chart back', () => {
    const [step] = update(() => {}, { keepsFile: true }).plan.steps
    expect(step?.input).toMatchObject({ manifest: { node: 'pi01', file: { path: manifestPath } } })
    expect(JSON.stringify(step?.input)).toContain('version: \\"1.12.1\\"')
    expect(update().plan.steps[0]?.input).not.toHaveProperty('manifest')
  })

  test('says how engines go on by Longhorn’s own setting', () => {
    const name = 'concurrent-automatic-engine-upgrade-per-node-limit'
    const told = (value: string) =>
      update((cluster) => void cluster.longhornSettings.push({ name, value })).plan.leaves?.[0]
        ?.reason
    expect(told('3')).toContain('exchanges them itself')
    expect(told('{"v1":"0"}')).toContain('until somebody exchanges it')
  })
})

/** In each case one gate refuses, and no other. */
const cases: [string, (cluster: Records) => void, string][] = [
  [
    'a volume is degraded',
    ({ longhornVolumes }) => Object.assign(longhornVolumes[0] ?? {}, { robustness: 'degraded' }),
    'data volumes-are-whole volume/data',
  ],
  [
    'a detached volume is faulted',
    ({ longhornVolumes }) =>
      Object.assign(longhornVolumes[0] ?? {}, { state: 'detached', robustness: 'faulted' }),
    'data volumes-are-whole volume/data',
  ],
  [
    'an attached volume is in no known state',
    ({ longhornVolumes }) => Object.assign(longhornVolumes[0] ?? {}, { robustness: 'unknown' }),
    'data volumes-are-whole volume/data',
  ],
  [
    'a replica is being rebuilt',
    ({ longhornEngines }) =>
      longhornEngines[0]?.rebuilding.push({ replica: 'data-r-pi03', progressPercent: 40 }),
    'data volumes-are-whole volume/data',
  ],
  [
    'nobody tests it with this Kubernetes',
    ({ nodes }) => {
      for (const one of nodes) one.version = 'v1.37.1+k3s1'
    },
    'availability longhorn-is-tested-with longhorn/v1.12.1',
  ],
  [
    'a node is down',
    ({ nodes }) => nodes.push(node('pi04', { conditions: [{ type: 'Ready', status: 'False' }] })),
    'availability other-nodes-are-ready node/pi04',
  ],
]

test.each(cases)('where %s, that alone refuses', (_, spoil, refusal) => {
  expect(new Set(refusalsOf(update(spoil)))).toEqual(new Set([refusal]))
})

describe('no plan is made', () => {
  test('over a minor version: the way is told', () => {
    expect(() => update(runs('v1.9.2'))).toThrow('a minor version is skipped')
    expect(() => update(runs('v1.9.2'))).toThrow(
      expect.objectContaining({ next: expect.stringContaining('1.10, 1.11, 1.12') }),
    )
  })

  test('backwards, or to what runs', () => {
    const back = update(runs('v1.12.2'))
    expect(back.plan.steps).toEqual([])
    expect(back.plan.leaves?.[0]?.reason).toContain('Longhorn never goes back')
    expect(update(runs('v1.12.1')).plan.steps).toEqual([])
  })

  test('without a HelmChart, a version, or Longhorn', () => {
    const without = (cluster: Records) => void cluster.helmCharts.splice(0)
    expect(() => update(without)).toThrow('not installed by a HelmChart')
    expect(() => update(() => {}, { target: '' })).toThrow('names no version')
    expect(() => update(() => {}, { target: '1.12' })).toThrow('is no release')
    expect(() => update((cluster) => void cluster.longhornSettings.splice(0))).toThrow(
      'no Longhorn that says its version',
    )
  })
})

test('the version of bramble.yaml counts where none is given, and another one is told', () => {
  expect(update(() => {}, { target: '', version: '1.12.1' }).plan.steps[0]?.title).toContain(
    '1.12.1',
  )
  expect(update(() => {}, { version: '1.11.3' }).plan.leaves?.at(-1)?.what).toBe(
    'longhorn.version in bramble.yaml',
  )
})
