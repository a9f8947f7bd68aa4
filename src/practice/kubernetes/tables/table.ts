import { apiVersionOf, type Kind } from '../kinds.ts'
import type { PracticeObject } from '../store.ts'
import { ageColumn, type Cell, type Column, nameColumn } from './column.ts'
import * as custom from './custom.ts'
import { nodeColumns } from './nodes.ts'
import * as others from './others.ts'
import { podColumns } from './pods.ts'
import * as storage from './storage.ts'
import * as workloads from './workloads.ts'

/**
 * What `kubectl get` asks for: rows and columns that the server makes.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables;
 * columns: pkg/printers/internalversion/printers.go.
 */

/** Columns by the plural of a kind, with its group where it has one. */
const columnsOf: Readonly<Record<string, readonly Column[]>> = {
  nodes: nodeColumns,
  pods: podColumns,
  namespaces: others.namespaceColumns,
  events: others.eventColumns,
  configmaps: others.configMapColumns,
  secrets: others.secretColumns,
  services: others.serviceColumns,
  persistentvolumes: storage.persistentVolumeColumns,
  persistentvolumeclaims: storage.claimColumns,
  'deployments.apps': workloads.deploymentColumns,
  'replicasets.apps': workloads.replicaSetColumns,
  'statefulsets.apps': workloads.statefulSetColumns,
  'daemonsets.apps': workloads.daemonSetColumns,
  'leases.coordination.k8s.io': others.leaseColumns,
  'poddisruptionbudgets.policy': others.budgetColumns,
  'storageclasses.storage.k8s.io': storage.storageClassColumns,
  'volumeattachments.storage.k8s.io': storage.attachmentColumns,
  'csinodes.storage.k8s.io': storage.csiNodeColumns,
  'ingresses.networking.k8s.io': others.ingressColumns,
  'helmcharts.helm.cattle.io': custom.helmChartColumns,
  'volumes.longhorn.io': custom.volumeColumns,
  'replicas.longhorn.io': custom.replicaColumns,
  'engines.longhorn.io': custom.engineColumns,
  'nodes.longhorn.io': custom.longhornNodeColumns,
  'settings.longhorn.io': custom.settingColumns,
  'backups.longhorn.io': custom.backupColumns,
  'engineimages.longhorn.io': custom.engineImageColumns,
}

const version = 'meta.k8s.io/v1'

/** Whether a client would rather have a table than objects: the first type that is known decides. */
export function wantsTable(accept: string | undefined): boolean {
  const known = (accept ?? '')
    .split(',')
    .map((range) => new Set(range.split(';').map((part) => part.trim())))
    .filter((parts) => parts.has('application/json') || parts.has('*/*'))
    .find((parts) => !hasForm(parts) || isTable(parts))
  return known !== undefined && isTable(known)
}

function hasForm(parts: ReadonlySet<string>): boolean {
  return [...parts].some((part) => part.startsWith('as='))
}

function isTable(parts: ReadonlySet<string>): boolean {
  return ['as=Table', 'v=v1', 'g=meta.k8s.io'].every((part) => parts.has(part))
}

interface Answered {
  readonly metadata: object
  readonly items?: readonly PracticeObject[]
}

interface Asked {
  readonly now: number
  /** `Metadata`, the usual, `Object` or `None`. */
  readonly include: string | null
  /** A watch tells its columns once. */
  readonly withoutColumns?: boolean
}

/** Turns a list, or one object, into a table of it. */
export function tableOf(kind: Kind, answered: Answered, asked: Asked): object {
  const { plural, group } = kind
  const columns = columnsOf[group === '' ? plural : `${plural}.${group}`] ?? [nameColumn, ageColumn]
  const objects = answered.items ?? [answered as PracticeObject]
  const { resourceVersion } = answered.metadata as { resourceVersion?: string }
  return {
    kind: 'Table',
    apiVersion: version,
    metadata: answered.items ? answered.metadata : { resourceVersion },
    columnDefinitions: asked.withoutColumns ? null : columns.map(definitionOf),
    rows: objects.map((object) => ({
      cells: columns.map((column): Cell => column.cell(object, asked.now)),
      ...objectOf(kind, object, asked.include),
    })),
  }
}

function definitionOf({ name, type, isName, isWide, priority }: Column) {
  return {
    name,
    type: type ?? 'string',
    format: name === 'Name' || isName ? 'name' : '',
    description: '',
    priority: priority ?? (isWide ? 1 : 0),
  }
}

function objectOf(kind: Kind, object: PracticeObject, include: string | null): object {
  if (include === 'None') return {}
  if (include === 'Object')
    return { object: { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind } }
  const { metadata } = object
  return { object: { kind: 'PartialObjectMetadata', apiVersion: version, metadata } }
}
