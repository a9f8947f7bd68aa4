import type { Configuration } from '#src/model/config.ts'
import { alertRules } from './alert-rules.ts'
import { type ChartSource, helmChart } from './chart.ts'

export type MonitoringWish = NonNullable<Configuration['monitoring']>

/** The HelmChart of kube-prometheus-stack. Keys are those of its chart's values.yaml. */
export function monitoringManifest(
  wish: MonitoringWish,
  source: ChartSource,
  hasEtcd: boolean,
): string {
  return helmChart({
    name: 'kube-prometheus-stack',
    namespace: 'monitoring',
    source,
    values: monitoringValues(wish, hasEtcd),
  })
}

function monitoringValues(wish: MonitoringWish, hasEtcd: boolean): string {
  return `# K3s is one process with one page of metrics: the kubelet's holds all of them. Scraping each
# component as well multiplies every series, and has brought clusters of boards down.
kubeControllerManager: { enabled: false }
kubeScheduler: { enabled: false }
kubeProxy: { enabled: false }
kubeEtcd: { enabled: false }
defaultRules:
  rules:
    # These ask for the jobs that are not there, and would say that each is down.
    kubeControllerManager: false
    kubeSchedulerAlerting: false
    kubeSchedulerRecording: false
    kubeProxy: false
    etcd: ${hasEtcd}
prometheus:
  prometheusSpec:
    retention: ${wish.retentionDays}d
    # Prometheus deletes its oldest data before the disk is full.
    retentionSize: ${retentionSize(wish.size)}
    # Beyond it, the kernel ends Prometheus and not the board's other pods.
    resources:
      requests: { cpu: 200m, memory: ${wish.memory} }
      limits: { memory: ${wish.memory} }
    storageSpec:
      volumeClaimTemplate:
        spec:
          # It has to be there when Longhorn is in trouble: that is when it is wanted.
          storageClassName: ${wish.storageClass}
          accessModes: [ReadWriteOnce]
          resources: { requests: { storage: ${wish.size} } }
    # Monitors and rules of other charts count too, Longhorn's first.
    serviceMonitorSelectorNilUsesHelmValues: false
    podMonitorSelectorNilUsesHelmValues: false
    ruleSelectorNilUsesHelmValues: false
    scrapeInterval: 60s
alertmanager:
  alertmanagerSpec:
    resources: { limits: { memory: 128Mi } }
grafana:
  # Its volume is for one node: two pods at once would wait for each other for ever.
  deploymentStrategy: { type: Recreate }
  persistence: { enabled: true, storageClassName: ${wish.storageClass}, size: 1Gi }
  resources: { limits: { memory: 384Mi } }
  sidecar:
    dashboards: { enabled: true, label: grafana_dashboard, labelValue: "1" }
prometheus-node-exporter:
  extraArgs:
    - --collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/kubelet|var/lib/rancher/k3s/agent/containerd)($|/)
additionalPrometheusRulesMap:
  bramble:
    groups:
${indented(alertRules, 6)}`
}

/** A tenth of the disk stays free: what is being written and compacted counts on top. */
function retentionSize(size: string): string {
  const [, digits = '0', unit = 'Gi'] = /^(\d+)(Mi|Gi|Ti)$/.exec(size) ?? []
  const mebibytes = Number(digits) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[unit as 'Mi' | 'Gi' | 'Ti']
  return `${Math.floor(mebibytes * 0.9)}MiB`
}

function indented(text: string, blanks: number): string {
  const lines = text.trimEnd().split('\n')
  return lines.map((line) => (line === '' ? '\n' : `${' '.repeat(blanks)}${line}\n`)).join('')
}
