/** Every cause that a diagnosis can name, by group. A pattern's id is one of these slugs. */
const causeGroups = {
  'control-plane': [
    'apiserver-overload-tls-timeouts',
    'slow-datastore-disk',
    'etcd-quorum-or-member',
    'datastore-corrupt-or-full',
    'server-unreachable-from-agent',
  ],
  'node-hardware': [
    'under-voltage',
    'power-loss',
    'thermal-throttling',
    'sd-card-failing',
    'usb-storage-fault',
    'nvme-link-or-power-state',
    'disk-media-failing',
    'nic-or-link-fault',
  ],
  kernel: [
    'oom-killer-node',
    'kernel-crash-or-lockup',
    'kernel-regression',
    'kernel-feature-missing',
    'memory-cgroup-disabled',
    'page-size-16k',
    'watchdog-not-armed',
  ],
  'storage-longhorn': [
    'longhorn-iscsi-unusable',
    'longhorn-multipathd-claims-device',
    'longhorn-csi-driver-not-registered',
    'longhorn-engine-lost-replicas',
    'longhorn-rebuild-saturation',
    'longhorn-replica-count-exceeds-nodes',
    'longhorn-disk-unschedulable',
    'longhorn-webhook-unreachable',
    'longhorn-drain-blocked',
    'known-version-bug',
    'rwx-or-nfs-mount',
    'volume-attached-elsewhere',
    'filesystem-corruption',
    'unclean-node-shutdown',
  ],
  network: [
    'cni-not-ready',
    'cni-wrong-interface',
    'overlay-mtu-or-offload',
    'traffic-blocked',
    'host-address-or-route-conflict',
    'host-port-conflict',
    'cluster-dns-failing',
  ],
  'certificates-auth': [
    'cert-expired',
    'cert-not-trusted',
    'clock-skew',
    'join-credentials-mismatch',
  ],
  capacity: ['node-disk-full', 'volume-full', 'node-overload', 'kernel-limit-exhausted'],
  configuration: [
    'k3s-configuration-invalid',
    'k3s-service-stopped',
    'cordon-left-behind',
    'drain-blocked-by-budget',
    'version-skew',
    'image-unusable',
  ],
  workload: ['oom-container-limit', 'app-fault', 'probe-too-strict'],
  'none-benign': [
    'benign-k3s-noise',
    'benign-nameserver-limit',
    'benign-storage-noise',
    'benign-kernel-noise',
    'benign-transient-or-false-alert',
  ],
} as const

export type Cause = (typeof causeGroups)[keyof typeof causeGroups][number]

export const causes: readonly Cause[] = Object.values(causeGroups).flat()

export function isCause(text: string): text is Cause {
  return (causes as readonly string[]).includes(text)
}

/** True for the healthy group: lines that look alarming and need no action. */
export function isBenign(text: string): boolean {
  return text.startsWith('benign-')
}
