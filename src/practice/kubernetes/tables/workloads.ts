import type { PracticeObject } from '../store.ts'
import { ageColumn, at, type Column, field, nameColumn, pairs, valueAt, wide } from './column.ts'

const count = (name: string, path: string): Column => ({
  ...field(name, path, 0),
  type: 'integer',
})

const selector: Column = {
  name: 'Selector',
  cell: (object) => pairs(at(object, 'spec.selector.matchLabels')),
}

const readyOfWanted: Column = {
  name: 'Ready',
  cell: (object) =>
    `${valueAt(object, 'status.readyReplicas') ?? 0}/${valueAt(object, 'spec.replicas') ?? 1}`,
}

const containers = [
  wide({ name: 'Containers', cell: (object) => ofContainers(object, 'name') }),
  wide({ name: 'Images', cell: (object) => ofContainers(object, 'image') }),
]

function ofContainers(object: PracticeObject, part: string): string {
  const all = (at(object, 'spec.template.spec.containers') ?? []) as readonly object[]
  return all.map((container) => valueAt(container, part)).join(',')
}

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  readyOfWanted,
  field('Up-to-date', 'status.updatedReplicas', 0),
  field('Available', 'status.availableReplicas', 0),
  ageColumn,
  ...containers,
  wide(selector),
]

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  count('Desired', 'spec.replicas'),
  count('Current', 'status.replicas'),
  count('Ready', 'status.readyReplicas'),
  ageColumn,
  ...containers,
  wide(selector),
]

export const statefulSetColumns: readonly Column[] = [
  nameColumn,
  readyOfWanted,
  ageColumn,
  ...containers,
]

export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  count('Desired', 'status.desiredNumberScheduled'),
  count('Current', 'status.currentNumberScheduled'),
  count('Ready', 'status.numberReady'),
  count('Up-to-date', 'status.updatedNumberScheduled'),
  count('Available', 'status.numberAvailable'),
  {
    name: 'Node Selector',
    cell: (object) => pairs(at(object, 'spec.template.spec.nodeSelector')),
  },
  ageColumn,
  ...containers,
  wide(selector),
]
