/** One kind of object that the practice API serves. */
export interface Kind {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames?: readonly string[]
  /** What there is below an object of it. */
  readonly subresources?: readonly ('eviction' | 'log' | 'scale')[]
  /** Field labels besides metadata.name and metadata.namespace; others are refused. */
  readonly fieldLabels?: readonly string[]
}

const core = (
  plural: string,
  kind: string,
  namespaced: boolean,
  more: Partial<Kind> = {},
): Kind => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced,
  ...more,
})

const of = (
  [group, version]: readonly [string, string],
  [plural, ...shortNames]: readonly [string, ...string[]],
  kind: string,
  more: boolean | Partial<Kind>,
): Kind => ({
  ...{ group, version, plural, kind, shortNames },
  ...(typeof more === 'boolean' ? { namespaced: more } : { namespaced: true, ...more }),
})

const scalable: Partial<Kind> = { subresources: ['scale'] }

const apps = ['apps', 'v1'] as const
const storage = ['storage.k8s.io', 'v1'] as const
const longhorn = ['longhorn.io', 'v1beta2'] as const

export const kinds: readonly Kind[] = [
  core('nodes', 'Node', false, { shortNames: ['no'], fieldLabels: ['spec.unschedulable'] }),
  core('namespaces', 'Namespace', false, { shortNames: ['ns'], fieldLabels: ['status.phase'] }),
  core('pods', 'Pod', true, {
    shortNames: ['po'],
    subresources: ['eviction', 'log'],
    fieldLabels: ['spec.nodeName', 'status.phase'],
  }),
  core('events', 'Event', true, {
    shortNames: ['ev'],
    fieldLabels: [
      'involvedObject.kind',
      'involvedObject.name',
      'involvedObject.uid',
      'reason',
      'type',
    ],
  }),
  core('configmaps', 'ConfigMap', true, { shortNames: ['cm'] }),
  core('secrets', 'Secret', true),
  core('services', 'Service', true, { shortNames: ['svc'] }),
  core('persistentvolumes', 'PersistentVolume', false, { shortNames: ['pv'] }),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', true, { shortNames: ['pvc'] }),
  of(apps, ['deployments', 'deploy'], 'Deployment', scalable),
  of(apps, ['replicasets', 'rs'], 'ReplicaSet', scalable),
  of(apps, ['daemonsets', 'ds'], 'DaemonSet', true),
  of(apps, ['statefulsets', 'sts'], 'StatefulSet', scalable),
  of(['helm.cattle.io', 'v1'], ['helmcharts', 'hc'], 'HelmChart', true),
  of(['networking.k8s.io', 'v1'], ['ingresses', 'ing'], 'Ingress', true),
  of(['coordination.k8s.io', 'v1'], ['leases'], 'Lease', true),
  of(['policy', 'v1'], ['poddisruptionbudgets', 'pdb'], 'PodDisruptionBudget', true),
  of(storage, ['storageclasses', 'sc'], 'StorageClass', false),
  of(storage, ['volumeattachments'], 'VolumeAttachment', false),
  of(storage, ['csinodes'], 'CSINode', false),
  of(longhorn, ['volumes', 'lhv'], 'Volume', true),
  of(longhorn, ['replicas', 'lhr'], 'Replica', true),
  of(longhorn, ['engines', 'lhe'], 'Engine', true),
  of(longhorn, ['nodes', 'lhn'], 'Node', true),
  of(longhorn, ['settings', 'lhs'], 'Setting', true),
  of(longhorn, ['backups', 'lhb'], 'Backup', true),
  of(longhorn, ['engineimages', 'lhei'], 'EngineImage', true),
]

export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

export function kindOf(apiVersion: unknown, kind: unknown): Kind | undefined {
  return kinds.find((one) => apiVersionOf(one) === apiVersion && one.kind === kind)
}

/** Whether a CustomResourceDefinition brought it along. */
export function isCustom({ group }: Kind): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io')
}
