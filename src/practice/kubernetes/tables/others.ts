import { lastSeenOf } from '../shapes.ts'
import type { PracticeObject } from '../store.ts'
import { ageOf } from './age.ts'
import { ageColumn, at, type Column, field, nameColumn, pairs, valueAt, wide } from './column.ts'

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  field('Status', 'status.phase', ''),
  ageColumn,
]

export const eventColumns: readonly Column[] = [
  {
    name: 'Last Seen',
    cell: (event, now) => ageOf(lastSeenOf(event), now),
  },
  field('Type', 'type', ''),
  field('Reason', 'reason', ''),
  {
    name: 'Object',
    cell: (event) =>
      `${String(valueAt(event, 'involvedObject.kind')).toLowerCase()}/${valueAt(event, 'involvedObject.name')}`,
  },
  wide(field('Subobject', 'involvedObject.fieldPath', '')),
  wide({ name: 'Source', cell: sourceOf }),
  field('Message', 'message', ''),
  wide({
    name: 'First Seen',
    cell: (event, now) => ageOf(event['firstTimestamp'] ?? event['eventTime'], now),
  }),
  wide({ name: 'Count', cell: countOf }),
  wide(nameColumn),
]

function countOf(event: PracticeObject) {
  return valueAt(event, 'series.count') ?? valueAt(event, 'count') ?? 1
}

function sourceOf(event: PracticeObject): string {
  // Newer recorders, such as the scheduler's, fill in who reports instead.
  const parts = [
    at(event, 'source.component') ?? event['reportingComponent'],
    at(event, 'source.host') ?? event['reportingInstance'],
  ]
  return parts.filter(Boolean).join(', ')
}

export const leaseColumns: readonly Column[] = [
  nameColumn,
  field('Holder', 'spec.holderIdentity', ''),
  ageColumn,
]

export const budgetColumns: readonly Column[] = [
  nameColumn,
  {
    name: 'Min Available',
    cell: (budget) => String(valueAt(budget, 'spec.minAvailable') ?? 'N/A'),
  },
  {
    name: 'Max Unavailable',
    cell: (budget) => String(valueAt(budget, 'spec.maxUnavailable') ?? 'N/A'),
  },
  { ...field('Allowed Disruptions', 'status.disruptionsAllowed', 0), type: 'integer' },
  ageColumn,
]

const dataColumn: Column = {
  name: 'Data',
  cell: (map) => Object.keys(map['data'] ?? {}).length,
}

export const configMapColumns: readonly Column[] = [nameColumn, dataColumn, ageColumn]

export const secretColumns: readonly Column[] = [
  nameColumn,
  field('Type', 'type', ''),
  dataColumn,
  ageColumn,
]

export const serviceColumns: readonly Column[] = [
  nameColumn,
  field('Type', 'spec.type', 'ClusterIP'),
  field('Cluster-IP', 'spec.clusterIP'),
  { name: 'External-IP', cell: externalAddressOf },
  { name: 'Port(s)', cell: portsOf },
  ageColumn,
  wide({ name: 'Selector', cell: (service) => pairs(at(service, 'spec.selector')) }),
]

function externalAddressOf(service: PracticeObject): string {
  const addresses = (at(service, 'status.loadBalancer.ingress') ?? []) as readonly {
    readonly ip?: string
  }[]
  const missing = at(service, 'spec.type') === 'LoadBalancer' ? '<pending>' : '<none>'
  return addresses.map(({ ip }) => ip).join(',') || missing
}

interface Port {
  readonly port: number
  readonly nodePort?: number
  readonly protocol?: string
}

function portsOf(service: PracticeObject): string {
  const ports = (at(service, 'spec.ports') ?? []) as readonly Port[]
  const told = ports.map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
  )
  return told.join(',') || '<none>'
}

interface Rule {
  readonly host?: string
}

export const ingressColumns: readonly Column[] = [
  nameColumn,
  field('Class', 'spec.ingressClassName'),
  { name: 'Hosts', cell: hostsOf },
  { name: 'Address', cell: ingressAddressOf },
  { name: 'Ports', cell: (ingress) => (at(ingress, 'spec.tls') === undefined ? '80' : '80, 443') },
  ageColumn,
]

function hostsOf(ingress: PracticeObject): string {
  const rules = (at(ingress, 'spec.rules') ?? []) as readonly Rule[]
  return rules.flatMap(({ host }) => host ?? []).join(',') || '*'
}

function ingressAddressOf(ingress: PracticeObject): string {
  const addresses = (at(ingress, 'status.loadBalancer.ingress') ?? []) as readonly {
    readonly ip?: string
    readonly hostname?: string
  }[]
  return addresses.map(({ ip, hostname }) => ip ?? hostname).join(',')
}
