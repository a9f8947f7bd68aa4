import {
  ageColumn,
  type Column,
  conditionStatus,
  field as fieldOr,
  nameColumn,
  wide,
} from './column.ts'

/**
 * Columns that custom resources bring along: longhorn.io as of Longhorn 1.12.1, helm.cattle.io as
 * of helm-controller 0.17.7. What an object does not have stays empty there.
 */
const field = (name: string, path: string): Column => fieldOr(name, path, null)
const truth = (name: string, path: string): Column => ({ ...field(name, path), type: 'boolean' })
const condition = (name: string, type: string): Column => ({
  name,
  cell: (object) => conditionStatus(object, type) ?? null,
})
const age: Column = { ...ageColumn, type: 'date' }

export const volumeColumns: readonly Column[] = [
  nameColumn,
  field('Data Engine', 'spec.dataEngine'),
  field('State', 'status.state'),
  field('Robustness', 'status.robustness'),
  condition('Scheduled', 'Schedulable'),
  field('Size', 'spec.size'),
  field('Node', 'status.currentNodeID'),
  wide(field('Switchover', 'status.switchoverState')),
  age,
]

const instance = [
  field('InstanceManager', 'status.instanceManagerName'),
  field('Image', 'status.currentImage'),
  age,
]

const placed = [
  nameColumn,
  field('Data Engine', 'spec.dataEngine'),
  field('State', 'status.currentState'),
  field('Node', 'spec.nodeID'),
]

export const engineColumns: readonly Column[] = [...placed, ...instance]

export const replicaColumns: readonly Column[] = [
  ...placed,
  field('Disk', 'spec.diskID'),
  ...instance,
]

export const longhornNodeColumns: readonly Column[] = [
  nameColumn,
  condition('Ready', 'Ready'),
  truth('AllowScheduling', 'spec.allowScheduling'),
  condition('Schedulable', 'Schedulable'),
  age,
]

export const settingColumns: readonly Column[] = [
  nameColumn,
  field('Value', 'value'),
  truth('Applied', 'status.applied'),
  age,
]

export const backupColumns: readonly Column[] = [
  nameColumn,
  field('SnapshotName', 'status.snapshotName'),
  field('SnapshotSize', 'status.size'),
  field('SnapshotCreatedAt', 'status.snapshotCreatedAt'),
  field('BackupTarget', 'status.backupTargetName'),
  field('State', 'status.state'),
  field('LastSyncedAt', 'status.lastSyncedAt'),
]

export const engineImageColumns: readonly Column[] = [
  nameColumn,
  truth('Incompatible', 'status.incompatible'),
  field('State', 'status.state'),
  field('Image', 'spec.image'),
  { ...field('RefCount', 'status.refCount'), type: 'integer' },
  { ...field('BuildDate', 'status.buildDate'), type: 'date' },
  age,
]

export const helmChartColumns: readonly Column[] = [
  nameColumn,
  field('Repo', 'spec.repo'),
  field('Chart', 'spec.chart'),
  field('Version', 'spec.version'),
  field('TargetNamespace', 'spec.targetNamespace'),
  truth('Bootstrap', 'spec.bootstrap'),
  condition('Failed', 'Failed'),
  { ...wide(field('Job', 'status.jobName')), priority: 10 },
]
