import type { Configuration } from '#src/model/config.ts'
import { keptByBramble } from '#src/model/node-files.ts'
import { type ChartSource, helmChart } from './chart.ts'

/** The label of nodes that Longhorn makes a disk on by itself (longhorn.io, createDefaultDiskLabeledNodes). */
export const storageLabel = 'node.longhorn.io/create-default-disk=true'

interface LonghornWish {
  readonly longhorn: Configuration['longhorn']
  readonly source: ChartSource
  /** True where every storage node keeps its replicas on NVMe. */
  readonly isNvme: boolean
  /** True where replicas lie on a disk of their own, not on the system's. */
  readonly hasOwnDisk: boolean
  /** How many nodes keep replicas. */
  readonly storageNodes: number
}

/** The HelmChart of Longhorn. Keys are those of its chart's values.yaml. */
export function longhornManifest(wish: LonghornWish): string {
  return helmChart({
    name: 'longhorn',
    namespace: 'longhorn-system',
    source: wish.source,
    values: longhornValues(wish),
  })
}

function longhornValues({ longhorn, isNvme, hasOwnDisk, storageNodes }: LonghornWish): string {
  // Three for two nodes would stay degraded for ever, and forbid every maintenance.
  const replicas = longhorn.replicas ?? Math.min(2, Math.max(1, storageNodes - 1))
  return `persistence:
  # The number on the class is what new volumes get; the setting below counts only for volumes that
  # are made in Longhorn's page or name no number.
  defaultClassReplicaCount: ${replicas}
  defaultClass: ${longhorn.defaultClass}
defaultSettings:
  defaultReplicaCount: "${replicas}"
  # Only labelled nodes get a disk: a server's SD card is the datastore's.
  createDefaultDiskLabeledNodes: true
  # Rebuilds share the disk with whatever runs. 0 would also stop evictions and locality.
  concurrentReplicaRebuildPerNodeLimit: "${isNvme ? 2 : 1}"
  concurrentVolumeBackupRestorePerNodeLimit: "1"
  # Seconds. Longer than a board takes to reboot, so that a reboot starts no rebuild.
  replicaReplenishmentWaitInterval: "900"
  # Seconds. A busy SD card or link answers late, and a replica that is late counts as lost.
  engineReplicaTimeout: "${isNvme ? 8 : 15}"
  # Percent. On the system's disk the room is shared with images and logs.
  storageMinimalAvailablePercentage: "${hasOwnDisk ? 10 : 25}"
  # A replica beside its pod: reads stay off the network.
  defaultDataLocality: best-effort
  # Checksums read every snapshot: once a week, at night.
  snapshotDataIntegrityCronjob: "0 3 * * 0"
  v2DataEngine: false
preUpgradeChecker:
  # Helm's hook would run as a job before anything is there.
  jobEnabled: false
`
}

/**
 * Longhorn's own policies keep every pod out of longhorn-manager, Prometheus too. Both selectors
 * stand in one item: a pod has to be of that name and of that namespace.
 */
export const longhornMetricsPolicy = `${keptByBramble}apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: bramble-prometheus-to-longhorn-manager
  namespace: longhorn-system
spec:
  podSelector:
    matchLabels:
      app: longhorn-manager
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
          podSelector:
            matchLabels:
              app.kubernetes.io/name: prometheus
      ports:
        - protocol: TCP
          port: 9500
`
