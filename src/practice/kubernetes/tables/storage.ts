import type { PracticeObject } from '../store.ts'
import { ageColumn, at, type Column, field, nameColumn, valueAt, wide } from './column.ts'

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

function accessModes(object: PracticeObject): string {
  const modes = (at(object, 'spec.accessModes') ?? []) as readonly string[]
  return modes.map((mode) => shortModes[mode] ?? mode).join(',')
}

const phase: Column = {
  name: 'Status',
  cell: (object) =>
    object.metadata.deletionTimestamp === undefined
      ? String(valueAt(object, 'status.phase') ?? '')
      : 'Terminating',
}

const attributesClass = field('VolumeAttributesClass', 'spec.volumeAttributesClassName', '<unset>')
const volumeMode = wide(field('VolumeMode', 'spec.volumeMode', '<unset>'))

export const persistentVolumeColumns: readonly Column[] = [
  nameColumn,
  field('Capacity', 'spec.capacity.storage', ''),
  { name: 'Access Modes', cell: accessModes },
  field('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy', ''),
  phase,
  { name: 'Claim', cell: claimOf },
  field('StorageClass', 'spec.storageClassName', ''),
  attributesClass,
  field('Reason', 'status.reason', ''),
  ageColumn,
  volumeMode,
]

function claimOf(object: PracticeObject): string {
  const { namespace, name } = (at(object, 'spec.claimRef') ?? {}) as Partial<
    Record<'namespace' | 'name', string>
  >
  return name === undefined ? '' : `${namespace}/${name}`
}

/** Size and modes are those of the volume, so that a claim without one shows none. */
const onceBound = (name: string, cell: (claim: PracticeObject) => string): Column => ({
  name,
  cell: (claim) => (at(claim, 'spec.volumeName') === undefined ? '' : cell(claim)),
})

export const claimColumns: readonly Column[] = [
  nameColumn,
  phase,
  field('Volume', 'spec.volumeName', ''),
  onceBound('Capacity', (claim) => String(valueAt(claim, 'status.capacity.storage') ?? '')),
  onceBound('Access Modes', accessModes),
  field('StorageClass', 'spec.storageClassName', ''),
  attributesClass,
  ageColumn,
  volumeMode,
]

const defaultClass = 'storageclass.kubernetes.io/is-default-class'

export const storageClassColumns: readonly Column[] = [
  {
    name: 'Name',
    cell: ({ metadata }) => {
      const annotations = (metadata['annotations'] ?? {}) as Readonly<Record<string, string>>
      return annotations[defaultClass] === 'true' ? `${metadata.name} (default)` : metadata.name
    },
  },
  field('Provisioner', 'provisioner', ''),
  field('ReclaimPolicy', 'reclaimPolicy', 'Delete'),
  field('VolumeBindingMode', 'volumeBindingMode', 'Immediate'),
  field('AllowVolumeExpansion', 'allowVolumeExpansion', false),
  ageColumn,
]

export const attachmentColumns: readonly Column[] = [
  nameColumn,
  { ...field('Attacher', 'spec.attacher', ''), isName: true },
  field('PV', 'spec.source.persistentVolumeName', ''),
  field('Node', 'spec.nodeName', ''),
  { ...field('Attached', 'status.attached', false), type: 'boolean' },
  ageColumn,
]

export const csiNodeColumns: readonly Column[] = [
  nameColumn,
  {
    name: 'Drivers',
    type: 'integer',
    cell: (node) => ((at(node, 'spec.drivers') ?? []) as readonly unknown[]).length,
  },
  ageColumn,
]
