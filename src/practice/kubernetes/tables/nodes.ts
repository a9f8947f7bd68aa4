import type { PracticeObject } from '../store.ts'
import {
  ageColumn,
  at,
  type Column,
  conditionStatus,
  field,
  nameColumn,
  valueAt,
  wide,
} from './column.ts'

export const nodeColumns: readonly Column[] = [
  nameColumn,
  { name: 'Status', cell: statusOf },
  { name: 'Roles', cell: rolesOf },
  ageColumn,
  field('Version', 'status.nodeInfo.kubeletVersion', ''),
  wide({ name: 'Internal-IP', cell: (node) => addressOf(node, 'InternalIP') }),
  wide({ name: 'External-IP', cell: (node) => addressOf(node, 'ExternalIP') }),
  wide(field('OS-Image', 'status.nodeInfo.osImage', '<unknown>')),
  wide({ name: 'Kernel-Version', cell: kernelOf }),
  wide(field('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion', '<unknown>')),
]

function statusOf(node: PracticeObject): string {
  const ready = conditionStatus(node, 'Ready')
  const status = ready === undefined ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady'
  return at(node, 'spec.unschedulable') === true ? `${status},SchedulingDisabled` : status
}

const roleLabel = 'node-role.kubernetes.io/'

function rolesOf({ metadata }: PracticeObject): string {
  const roles = Object.keys(metadata.labels ?? {})
    .filter((key) => key.startsWith(roleLabel))
    .map((key) => key.slice(roleLabel.length))
  return roles.toSorted().join(',') || '<none>'
}

function addressOf(node: PracticeObject, type: string): string {
  const addresses = (at(node, 'status.addresses') ?? []) as readonly {
    readonly type: string
    readonly address: string
  }[]
  return addresses.find((one) => one.type === type)?.address ?? '<none>'
}

/** Since 1.36 with the architecture. */
function kernelOf(node: PracticeObject): string {
  const kernel = valueAt(node, 'status.nodeInfo.kernelVersion')
  const architecture = valueAt(node, 'status.nodeInfo.architecture')
  if (kernel === undefined) return '<unknown>'
  return architecture === undefined ? String(kernel) : `${kernel} (${architecture})`
}
