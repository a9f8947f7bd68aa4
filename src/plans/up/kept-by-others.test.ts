import { expect, test } from 'vitest'
import type { OfApi } from '#test/support/boards.ts'
import { type Boards, joined, names, planOf } from '#test/support/up-plan.ts'

/** A cluster that Bramble set up, in which Longhorn or monitoring came by another way. */
function ours(boards: Boards): void {
  joined(boards)
  for (const { preparation } of Object.values(boards))
    preparation.files = [fileOf('/etc/rancher/k3s/config.yaml')]
}

function fileOf(path: string) {
  return { path, sha256: 'b'.repeat(64), mode: '644', owner: 'root:root', ours: true }
}

const manifests = '/var/lib/rancher/k3s/server/manifests'
const wish = { longhorn: { version: '1.12.1' }, monitoring: {} }

/** @param api undefined where it is silent */
function planWith(
  api: OfApi | undefined,
  { only, change = ours }: { only?: string; change?: typeof ours } = {},
) {
  const { plan } = planOf({
    change,
    wish,
    ...(api && { listed: names, api }),
    ...(only !== undefined && { only }),
  })
  const files = plan.steps.flatMap(({ step, input }) =>
    step === 'write-node-files'
      ? (input['boards'] as { files: { path: string }[] }[]).flatMap(({ files: all }) => all)
      : [],
  )
  const charts = files
    .filter(({ path }) => path.startsWith(manifests))
    .map(({ path }) => path.slice(manifests.length + 1))
  return { charts, left: plan.leaves ?? [] }
}

const all = ['bramble-longhorn.yaml', 'bramble-monitoring.yaml', 'bramble-dashboard.yaml']
const longhornClass = (ownerMarks?: Record<string, string>) => ({
  ...{ name: 'longhorn', provisioner: 'driver.longhorn.io', isDefault: false, parameters: {} },
  ...(ownerMarks && { ownerMarks }),
})
const chartOf = (name: string, ownerMarks?: Record<string, string>) => ({
  ...{ namespace: 'kube-system', name, chart: name },
  ...(ownerMarks && { ownerMarks }),
})
const addon = (name: string) => ({ 'objectset.rio.cattle.io/owner-name': name })

test('where nothing of it is there, it is installed', () => {
  expect(planWith({})).toMatchObject({ charts: all })
})

test.each([
  [
    'Flux',
    { 'helm.toolkit.fluxcd.io/name': 'longhorn', 'helm.toolkit.fluxcd.io/namespace': 'infra' },
    'Flux’s HelmRelease infra/longhorn',
  ],
  ['Argo CD', { 'argocd.argoproj.io/tracking-id': 'infra:/x:y/z' }, 'Argo CD’s application infra'],
  [
    'Fleet, whose objects Helm marks too',
    {
      'objectset.rio.cattle.io/id': 'default-storage-longhorn',
      'meta.helm.sh/release-name': 'storage-longhorn',
    },
    'Rancher’s Fleet, as the bundle default-storage-longhorn',
  ],
  [
    'a set of Rancher without a bundle',
    { 'objectset.rio.cattle.io/id': '', 'meta.helm.sh/release-name': 'lh' },
    'the Helm release lh',
  ],
  [
    'Helm or Rancher',
    { 'meta.helm.sh/release-name': 'lh', 'meta.helm.sh/release-namespace': 'longhorn-system' },
    'the Helm release longhorn-system/lh',
  ],
  ['a person', { 'kubectl.kubernetes.io/last-applied-configuration': '' }, 'somebody with kubectl'],
  ['nobody known', undefined, 'no mark on it says who'],
])(
  'Longhorn of %s is left, with the values for its owner, asked for or not',
  (_, marks, keeper) => {
    for (const only of [undefined, 'longhorn', 'longhorn,monitoring']) {
      const { charts, left } = planWith(
        { classes: [longhornClass(marks)] },
        only === undefined ? {} : { only },
      )
      expect(charts).not.toContain('bramble-longhorn.yaml')
      expect(left).toContainEqual(
        expect.objectContaining({
          what: 'Longhorn',
          reason: expect.stringContaining(keeper),
          instead: expect.arrayContaining(['  defaultClassReplicaCount: 2']),
        }),
      )
    }
  },
)

test('a HelmChart that a person laid there is theirs, and Bramble’s own is Bramble’s', () => {
  const classes = [longhornClass({ 'meta.helm.sh/release-name': 'longhorn' })]
  const theirs = planWith({ classes, charts: [chartOf('longhorn', addon('longhorn'))] })
  expect(theirs.charts).not.toContain('bramble-longhorn.yaml')
  expect(theirs.left[0]?.reason).toContain('K3s’s manifest longhorn')
  // The file was deleted by hand: what K3s made of it says whose it was.
  const own = planWith({ classes, charts: [chartOf('longhorn', addon('bramble-longhorn'))] })
  expect(own).toMatchObject({ charts: all })
  const there = planWith(
    { classes, charts: [chartOf('longhorn')] },
    {
      change(boards) {
        ours(boards)
        boards['pi01']?.preparation.files.push(fileOf(`${manifests}/bramble-longhorn.yaml`))
      },
    },
  )
  expect(there).toMatchObject({ charts: all })
})

test('settings of Longhorn alone say that it is there', () => {
  const settings = [{ name: 'default-replica-count', value: '2' }] as OfApi['settings'] & object
  expect(planWith({ settings }).charts).not.toContain('bramble-longhorn.yaml')
})

test('a second operator of Prometheus is not installed beside one that runs', () => {
  const container = {
    name: 'operator',
    image: 'quay.io/prometheus-operator/prometheus-operator:v0.85.0',
  }
  const pod = {
    namespace: 'metrics',
    name: 'operator-1',
    phase: 'Running',
    containers: [container],
  }
  const running = [pod] as unknown as OfApi['running'] & object
  const { charts, left } = planWith({ running })
  expect(charts).toEqual(['bramble-longhorn.yaml'])
  expect(left.find(({ what }) => what === 'monitoring')?.reason).toContain('metrics/operator-1')
  const reloader = {
    ...container,
    image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.85.0',
  }
  const other = [{ ...pod, containers: [reloader] }] as unknown as OfApi['running'] & object
  expect(planWith({ running: other })).toMatchObject({ charts: all })
})

test('the dashboard comes with Bramble’s own monitoring, also alone', () => {
  const charts = [chartOf('kube-prometheus-stack', addon('bramble-monitoring'))]
  expect(planWith({ charts }).charts).toContain('bramble-dashboard.yaml')
})

test('where the API does not say, nothing is taken for not there', () => {
  const { charts, left } = planWith(undefined)
  expect(charts).toEqual([])
  expect(left.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
    expect.stringMatching(/^Longhorn: whether it is there .* not asked/),
    expect.stringMatching(/^monitoring: whether it is there .* not asked/),
  ])
})
