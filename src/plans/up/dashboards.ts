import { keptByBramble } from '#src/model/node-files.ts'

interface Panel {
  readonly title: string
  readonly expression: string
  readonly legend: string
  /** Grafana's name of the unit. */
  readonly unit: string
}

/** One screen: what a person looks at when a small cluster feels slow. */
const panels: readonly Panel[] = [
  {
    title: 'Memory that is left',
    expression: 'node_memory_MemAvailable_bytes',
    legend: '{{instance}}',
    unit: 'bytes',
  },
  {
    title: 'Processors in use',
    expression: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    legend: '{{instance}}',
    unit: 'percentunit',
  },
  {
    title: 'Time in which all work waits for the disk',
    expression: 'rate(node_pressure_io_stalled_seconds_total[5m])',
    legend: '{{instance}}',
    unit: 'percentunit',
  },
  {
    title: 'API server, 99 of 100 requests',
    expression:
      'histogram_quantile(0.99, sum by (le) (rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT"}[5m])))',
    legend: 'seconds',
    unit: 's',
  },
  {
    title: 'Datastore, 99 of 100 requests',
    expression:
      'histogram_quantile(0.99, sum by (le) (rate(etcd_request_duration_seconds_bucket[5m])))',
    legend: 'seconds',
    unit: 's',
  },
  {
    title: 'Volumes that are not healthy',
    expression: 'sum by (state) (longhorn_volume_robustness{state=~"degraded|faulted"})',
    legend: '{{state}}',
    unit: 'short',
  },
  {
    title: 'Temperature',
    expression: 'max by (instance) (node_thermal_zone_temp)',
    legend: '{{instance}}',
    unit: 'celsius',
  },
  {
    title: 'Restarts in an hour',
    expression: 'topk(10, increase(kube_pod_container_status_restarts_total[1h]) > 0)',
    legend: '{{namespace}}/{{pod}}',
    unit: 'short',
  },
]

const width = 12
const height = 8

/** The dashboard as Grafana's JSON. */
const dashboard = {
  uid: 'bramble',
  title: 'Bramble',
  timezone: 'browser',
  refresh: '1m',
  time: { from: 'now-6h', to: 'now' },
  schemaVersion: 39,
  panels: panels.map(({ title, expression, legend, unit }, place) => ({
    id: place + 1,
    title,
    type: 'timeseries',
    datasource: { type: 'prometheus', uid: 'prometheus' },
    gridPos: { x: (place % 2) * width, y: Math.floor(place / 2) * height, w: width, h: height },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: [{ refId: 'A', expr: expression, legendFormat: legend }],
  })),
}

/**
 * The dashboard as an object that Grafana's sidecar finds by its label. Not among the chart's values:
 * Helm would take the legends' braces for its own.
 */
export const dashboards = `${keptByBramble}apiVersion: v1
kind: Namespace
metadata:
  name: monitoring
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: bramble-dashboard
  namespace: monitoring
  labels: { grafana_dashboard: "1" }
data:
  bramble.json: ${JSON.stringify(JSON.stringify(dashboard))}
`
