interface Alert {
  readonly name: string
  /** PromQL; the alert stands while it gives series. */
  readonly expression: string
  readonly minutes: number
  readonly severity: 'warning' | 'critical'
  readonly summary: string
  /** What the reader does next. */
  readonly next: string
}

/** What is worth waking somebody for on boards, and what Bramble would say of it. */
const alerts: readonly Alert[] = [
  {
    name: 'BoardUnderVoltage',
    // The driver's own alarm of the 5 V input, of the Raspberry Pi's kernels (rpi_volt).
    expression: 'max by (instance) (node_hwmon_in_lcrit_alarm_volts) > 0',
    minutes: 1,
    severity: 'critical',
    summary: 'The 5 V supply of {{ $labels.instance }} is too low',
    next: 'bramble autopsy shows since when',
  },
  {
    name: 'BoardMemoryLow',
    expression: 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.08',
    minutes: 10,
    severity: 'warning',
    summary: '{{ $labels.instance }} has {{ $value | humanizePercentage }} of its memory left',
    next: 'bramble diagnose',
  },
  {
    name: 'BoardProcessorBusy',
    expression: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[10m])) > 0.95',
    minutes: 30,
    severity: 'warning',
    summary: '{{ $labels.instance }} has had no idle processor for half an hour',
    next: 'bramble diagnose',
  },
  {
    name: 'BoardWaitsForDisk',
    // Needs psi=1; without it the series is not there, and the alert stays quiet.
    expression: 'rate(node_pressure_io_stalled_seconds_total[10m]) > 0.4',
    minutes: 15,
    severity: 'warning',
    summary:
      'All work on {{ $labels.instance }} waits for its disk {{ $value | humanizePercentage }} of the time',
    next: 'bramble diagnose',
  },
  {
    name: 'ApiServerSlow',
    expression:
      'histogram_quantile(0.99, sum by (le) (rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT",subresource!~"log|exec|portforward|proxy"}[10m]))) > 1',
    minutes: 15,
    severity: 'warning',
    summary: 'One request in a hundred takes the API server {{ $value | humanizeDuration }}',
    next: 'bramble diagnose',
  },
  {
    name: 'DatastoreSlow',
    // The API server measures etcd and kine alike.
    expression:
      'histogram_quantile(0.99, sum by (le) (rate(etcd_request_duration_seconds_bucket[10m]))) > 0.5',
    minutes: 15,
    severity: 'critical',
    summary: 'One request in a hundred takes the datastore {{ $value | humanizeDuration }}',
    next: 'bramble diagnose: a slow disk under the server is the usual cause',
  },
  {
    name: 'LonghornVolumeDegraded',
    expression: 'longhorn_volume_robustness{state="degraded"} == 1',
    minutes: 20,
    severity: 'warning',
    summary: 'Volume {{ $labels.volume }} ({{ $labels.pvc }}) lacks a replica',
    next: 'bramble volumes',
  },
  {
    name: 'LonghornVolumeFaulted',
    expression: 'longhorn_volume_robustness{state="faulted"} == 1',
    minutes: 2,
    severity: 'critical',
    summary: 'Volume {{ $labels.volume }} ({{ $labels.pvc }}) has no healthy replica',
    next: 'bramble diagnose, and delete none of its replicas',
  },
  {
    name: 'LonghornDiskFilling',
    expression: 'longhorn_disk_usage_bytes / longhorn_disk_capacity_bytes > 0.8',
    minutes: 30,
    severity: 'warning',
    summary:
      'Longhorn’s disk {{ $labels.disk }} on {{ $labels.node }} is {{ $value | humanizePercentage }} full',
    next: 'bramble volumes',
  },
  {
    name: 'PodRestartsOften',
    expression: 'increase(kube_pod_container_status_restarts_total[1h]) > 5',
    minutes: 5,
    severity: 'warning',
    summary:
      '{{ $labels.namespace }}/{{ $labels.pod }} restarted {{ $value | humanize }} times in an hour',
    next: 'bramble diagnose',
  },
  {
    name: 'ClientCertificateExpires',
    // K3s renews at a start within 120 days of the end: a week left means that none happened.
    expression:
      'histogram_quantile(0.01, sum by (le) (rate(apiserver_client_certificate_expiration_seconds_bucket[1h]))) < 7 * 86400',
    minutes: 60,
    severity: 'warning',
    summary: 'A client certificate ends within a week',
    next: 'bramble check, then restart K3s on that node',
  },
  {
    name: 'NodeNotReady',
    expression: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
    minutes: 5,
    severity: 'critical',
    summary: '{{ $labels.node }} is not Ready',
    next: 'bramble autopsy {{ $labels.node }}',
  },
]

/** One group of Prometheus rules, as a YAML list of groups. */
export const alertRules = `- name: bramble
  rules:
${alerts.map(ruleText).join('')}`

function ruleText({ name, expression, minutes, severity, summary, next }: Alert): string {
  return `    - alert: ${name}
      expr: ${JSON.stringify(expression)}
      for: ${minutes}m
      labels: { severity: ${severity} }
      annotations:
        summary: ${JSON.stringify(summary)}
        next: ${JSON.stringify(next)}
`
}
