import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { Configuration } from '#src/model/config.ts'
import { flawsOf, helmChartSchema } from '#test/support/crd.ts'
import { alertRules } from './alert-rules.ts'
import { dashboards } from './dashboards.ts'
import { longhornManifest, longhornMetricsPolicy } from './longhorn-manifest.ts'
import { type MonitoringWish, monitoringManifest } from './monitoring-manifest.ts'

const wish = (value: object) => Configuration.parse(value)
const online = { repo: 'https://charts.longhorn.io', version: '1.12.1' }
const longhorn = (more: Partial<Parameters<typeof longhornManifest>[0]> = {}) =>
  longhornManifest({
    longhorn: wish({ longhorn: { replicas: 2 } }).longhorn,
    source: online,
    isNvme: false,
    hasOwnDisk: false,
    storageNodes: 3,
    ...more,
  })
const monitoring = (more: object = {}, hasEtcd = false) =>
  monitoringManifest(
    wish({ monitoring: more }).monitoring as MonitoringWish,
    { repo: 'https://prometheus-community.github.io/helm-charts', version: '88.5.3' },
    hasEtcd,
  )
const valuesOf = (manifest: string) => parse(parse(manifest).spec.valuesContent)

describe('HelmCharts', () => {
  test('are as in the golden files', async () => {
    await expect(longhorn()).toMatchFileSnapshot('golden/longhorn.yaml')
    await expect(monitoring()).toMatchFileSnapshot('golden/monitoring.yaml')
  })

  const schema = helmChartSchema()
  test.skipIf(schema === undefined)('are what K3s’s Helm controller takes', () => {
    for (const text of [longhorn(), longhorn({ source: { contentBase64: 'AA==' } }), monitoring()])
      expect(flawsOf(parse(text), schema ?? {})).toEqual([])
    const wrong = parse(longhorn().replace('failurePolicy: abort', 'failurePolicy: again'))
    expect(flawsOf(wrong, schema ?? {})).toEqual(['.spec.failurePolicy: "again"'])
  })

  test('never uninstall what failed to upgrade', () => {
    for (const text of [longhorn(), monitoring()])
      expect(parse(text).spec.failurePolicy).toBe('abort')
  })

  test('carry their own bytes where nodes have no internet, and name no repository then', () => {
    const { spec } = parse(longhorn({ source: { contentBase64: 'H4sI' } }))
    expect(spec).toMatchObject({ chartContent: 'H4sI' })
    expect(spec).not.toHaveProperty('repo')
    expect(spec).not.toHaveProperty('chart')
  })
})

describe('Longhorn', () => {
  test('has the number of replicas on the class, where new claims get it', () => {
    const values = valuesOf(longhorn({ longhorn: wish({ longhorn: { replicas: 3 } }).longhorn }))
    expect(values.persistence.defaultClassReplicaCount).toBe(3)
    expect(values.defaultSettings.defaultReplicaCount).toBe('3')
  })

  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [6, 2],
  ])('on %i storage nodes asks for %i replicas by itself', (storageNodes, replicas) => {
    const values = valuesOf(longhorn({ longhorn: wish({}).longhorn, storageNodes }))
    expect(values.persistence.defaultClassReplicaCount).toBe(replicas)
  })

  test('rebuilds one at a time unless all disks are NVMe, and keeps less free on its own disk', () => {
    expect(valuesOf(longhorn()).defaultSettings).toMatchObject({
      concurrentReplicaRebuildPerNodeLimit: '1',
      storageMinimalAvailablePercentage: '25',
    })
    expect(valuesOf(longhorn({ isNvme: true, hasOwnDisk: true })).defaultSettings).toMatchObject({
      concurrentReplicaRebuildPerNodeLimit: '2',
      storageMinimalAvailablePercentage: '10',
    })
  })

  test('lets its metrics out to Prometheus of monitoring, and to nobody else', () => {
    const { metadata, spec } = parse(longhornMetricsPolicy)
    expect(metadata.namespace).toBe('longhorn-system')
    expect(spec.ingress).toHaveLength(1)
    expect(spec.ingress[0].from).toHaveLength(1)
    expect(Object.keys(spec.ingress[0].from[0]).sort()).toEqual([
      'namespaceSelector',
      'podSelector',
    ])
    expect(spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9500 }])
  })
})

describe('monitoring', () => {
  test('scrapes the one process of K3s once', () => {
    const values = valuesOf(monitoring())
    for (const part of ['kubeControllerManager', 'kubeScheduler', 'kubeProxy', 'kubeEtcd'])
      expect(values[part], part).toEqual({ enabled: false })
    expect(valuesOf(monitoring({}, true)).defaultRules.rules.etcd).toBe(true)
  })

  test('stays below its disk and its memory, on a class that outlives Longhorn', () => {
    const { prometheusSpec } = valuesOf(
      monitoring({ size: '20Gi', memory: '768Mi', retentionDays: 7 }),
    ).prometheus
    expect(prometheusSpec).toMatchObject({
      retention: '7d',
      retentionSize: '18432MiB',
      resources: { limits: { memory: '768Mi' } },
    })
    expect(prometheusSpec.storageSpec.volumeClaimTemplate.spec).toMatchObject({
      storageClassName: 'local-path',
      resources: { requests: { storage: '20Gi' } },
    })
    expect(valuesOf(monitoring()).grafana.deploymentStrategy).toEqual({ type: 'Recreate' })
  })

  test('has a dashboard that Grafana’s sidecar finds, and every panel asks something', () => {
    const [namespace, map] = parseAllDocuments(dashboards).map((document) => document.toJS())
    expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: 'monitoring' } })
    expect(map.metadata.labels).toEqual({ grafana_dashboard: '1' })
    const { panels } = JSON.parse(map.data['bramble.json'])
    expect(panels.length).toBeGreaterThan(5)
    for (const { targets } of panels) expect(targets[0].expr).not.toBe('')
    expect(
      new Set(panels.map(({ gridPos }: { gridPos: object }) => JSON.stringify(gridPos))).size,
    ).toBe(panels.length)
  })
})

const promtool = spawnSync('promtool', ['--version']).error === undefined

// Needs Debian's package prometheus.
describe.skipIf(!promtool)('alert rules, by promtool', () => {
  const check = (verb: 'check' | 'test', files: Readonly<Record<string, string>>, file: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'bramble-rules-'))
    try {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
      const { stdout, stderr, status } = spawnSync('promtool', [verb, 'rules', file], {
        cwd: folder,
        encoding: 'utf8',
      })
      return status === 0 ? 'well' : `${stdout}${stderr}`
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const rules = `groups:\n${alertRules}`

  test('are rules', () => {
    expect(check('check', { 'rules.yaml': rules }, 'rules.yaml')).toBe('well')
    const wrong = rules.replace('longhorn_volume_robustness{', 'longhorn_volume_robustness{{')
    expect(check('check', { 'rules.yaml': wrong }, 'rules.yaml')).toContain('parse')
  })

  interface Case {
    readonly series: Readonly<Record<string, string>>
    readonly at: string
    readonly alert: string
    /** Labels of what must stand; none: nothing may stand. */
    readonly stands: readonly Readonly<Record<string, string>>[]
  }
  const rise = (bad: number, good: number) => ({
    [`apiserver_request_duration_seconds_bucket{verb="GET",le="1"}`]: `0+${good}x60`,
    [`apiserver_request_duration_seconds_bucket{verb="GET",le="5"}`]: `0+${good + bad}x60`,
    [`apiserver_request_duration_seconds_bucket{verb="GET",le="+Inf"}`]: `0+${good + bad}x60`,
  })
  const volume = (state: string) => ({
    [`longhorn_volume_robustness{volume="v",pvc="data",state="${state}"}`]: '1x60',
    [`longhorn_volume_robustness{volume="v",pvc="data",state="healthy"}`]: '0x60',
  })
  const named = { volume: 'v', pvc: 'data' }
  const cases: readonly Case[] = [
    {
      series: { 'node_hwmon_in_lcrit_alarm_volts{instance="a"}': '0x5 1x60' },
      at: '8m',
      alert: 'BoardUnderVoltage',
      stands: [{ instance: 'a' }],
    },
    {
      series: { 'node_hwmon_in_lcrit_alarm_volts{instance="a"}': '0x60' },
      at: '30m',
      alert: 'BoardUnderVoltage',
      stands: [],
    },
    {
      series: {
        'node_memory_MemAvailable_bytes{instance="a"}': '50x60',
        'node_memory_MemTotal_bytes{instance="a"}': '1000x60',
        'node_memory_MemAvailable_bytes{instance="b"}': '500x60',
        'node_memory_MemTotal_bytes{instance="b"}': '1000x60',
      },
      at: '15m',
      alert: 'BoardMemoryLow',
      stands: [{ instance: 'a' }],
    },
    {
      series: volume('degraded'),
      at: '25m',
      alert: 'LonghornVolumeDegraded',
      stands: [{ ...named, state: 'degraded' }],
    },
    { series: volume('degraded'), at: '25m', alert: 'LonghornVolumeFaulted', stands: [] },
    { series: volume('degraded'), at: '10m', alert: 'LonghornVolumeDegraded', stands: [] },
    {
      series: volume('faulted'),
      at: '5m',
      alert: 'LonghornVolumeFaulted',
      stands: [{ ...named, state: 'faulted' }],
    },
    { series: rise(10, 90), at: '40m', alert: 'ApiServerSlow', stands: [{}] },
    { series: rise(0, 100), at: '40m', alert: 'ApiServerSlow', stands: [] },
    {
      series: {
        'kube_node_status_condition{node="a",condition="Ready",status="true"}': '1x5 0x60',
      },
      at: '12m',
      alert: 'NodeNotReady',
      stands: [{ node: 'a', condition: 'Ready', status: 'true' }],
    },
  ]
  const severityOf = (alert: string) =>
    new RegExp(`alert: ${alert}\\n(?:.*\\n){2} *labels: \\{ severity: (\\w+) \\}`).exec(rules)?.[1]

  test('stand for what they are for, and for nothing else', () => {
    const tests = cases.map(({ series, at, alert, stands }) => ({
      interval: '1m',
      input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
      alert_rule_test: [
        {
          eval_time: at,
          alertname: alert,
          exp_alerts: stands.map((labels) => ({
            exp_labels: { ...labels, severity: severityOf(alert) },
          })),
        },
      ],
    }))
    const files = {
      'rules.yaml': withoutAnnotations(rules),
      'test.yaml': JSON.stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests }),
    }
    expect(check('test', files, 'test.yaml')).toBe('well')
  })

  /** Their words hold figures; what is tested here is when they stand. */
  function withoutAnnotations(text: string): string {
    return text.replaceAll(/ {6}annotations:\n(?: {8}.*\n)+/g, '')
  }
})
