import type * as z from 'zod'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import type { Fact } from '#src/model/facts/define.ts'
import {
  apiHealth,
  disruptionBudgets,
  events,
  helmCharts,
  ingresses,
  longhornClassSources,
  nodes,
  persistentVolumes,
  pods,
  services,
  storageClasses,
  volumeAttachments,
} from '#src/model/facts/kubernetes.ts'
import {
  longhornEngines,
  longhornNodes,
  longhornReplicas,
  longhornSettings,
  longhornVolumes,
} from '#src/model/facts/longhorn.ts'
import { observers } from '#src/model/facts/observer.ts'
import type { Around } from '#src/plans/draft.ts'

/** What was observed of a small cluster, record by record, for tests of gates and plans. */

const kinds = {
  nodes,
  pods,
  disruptionBudgets,
  persistentVolumes,
  volumeAttachments,
  services,
  ingresses,
  events,
  apiHealth,
  storageClasses,
  longhornClassSources,
  helmCharts,
  longhornVolumes,
  longhornReplicas,
  longhornEngines,
  longhornNodes,
  longhornSettings,
  observers,
}
type Kinds = typeof kinds
type Of<K extends keyof Kinds> = z.infer<Kinds[K]['schema']>
export type Records = { [K in keyof Kinds]: Of<K>[] }

/** Plans that depend on facts and goal alone. */
export const nothingAround: Around = { configuration: undefined, ownNode: undefined }

export const takenAt = '2026-03-01T12:00:00.000Z'
const mebibyte = 1024 ** 2

export function node(name: string, parts: Partial<Of<'nodes'>> = {}): Of<'nodes'> {
  return {
    name,
    conditions: [{ type: 'Ready', status: 'True' }],
    unschedulable: false,
    taints: [],
    roles: [],
    addresses: [],
    bootId: `boot-${name}`,
    leaseRenewedAt: '2026-03-01T11:59:55.000Z',
    allocatableMemoryBytes: 4000 * mebibyte,
    labels: { 'kubernetes.io/hostname': name },
    ...parts,
  }
}

export function pod(name: string, nodeName: string, parts: Partial<Of<'pods'>> = {}): Of<'pods'> {
  return {
    namespace: 'default',
    name,
    uid: `uid-${name}`,
    nodeName,
    phase: 'Running',
    owner: { kind: 'ReplicaSet', name: 'web-7d' },
    labels: { app: 'web' },
    containers: [{ name: 'web', memoryRequestBytes: 100 * mebibyte }],
    ...parts,
  }
}

export function replica(
  volume: string,
  nodeName: string,
  parts: Partial<Of<'longhornReplicas'>> = {},
): Of<'longhornReplicas'> {
  return {
    name: `${volume}-r-${nodeName}`,
    volume,
    nodeName,
    healthyAt: '2026-02-01T00:00:00Z',
    state: 'running',
    ...parts,
  }
}

/**
 * Three servers of an etcd cluster, two pods and an attached volume with two replicas: pi03 can be
 * drained.
 */
export function healthyCluster(): Records {
  const longhorn = (name: string): Of<'longhornNodes'> => ({
    name,
    allowScheduling: true,
    conditions: [{ type: 'Ready', status: 'True' }],
    disks: [
      {
        name: 'disk',
        replicas: [`data-r-${name}`],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    ],
  })
  const server = { roles: ['control-plane', 'etcd'] }
  return {
    nodes: [node('pi01', server), node('pi02', server), node('pi03', server)],
    pods: [
      pod('web-1', 'pi03'),
      pod('web-2', 'pi02'),
      pod('flannel-3', 'pi03', { owner: { kind: 'DaemonSet', name: 'flannel' } }),
    ],
    disruptionBudgets: [
      {
        namespace: 'default',
        name: 'web',
        disruptionsAllowed: 1,
        currentHealthy: 2,
        desiredHealthy: 1,
        expectedPods: 2,
        selector: { app: 'web' },
      },
    ],
    persistentVolumes: [],
    volumeAttachments: [],
    services: [],
    ingresses: [],
    events: [],
    apiHealth: [],
    storageClasses: [],
    longhornClassSources: [],
    helmCharts: [],
    longhornVolumes: [
      {
        name: 'data',
        state: 'attached',
        robustness: 'healthy',
        currentNode: 'pi02',
        wantedReplicas: 2,
        dataLocality: 'disabled',
        conditions: [],
        claimNamespace: 'default',
        claimName: 'grafana-data',
      },
    ],
    longhornReplicas: [replica('data', 'pi02'), replica('data', 'pi03')],
    longhornEngines: [
      {
        name: 'data-e-0',
        volume: 'data',
        nodeName: 'pi02',
        state: 'running',
        replicaModes: { 'data-r-pi02': 'RW', 'data-r-pi03': 'RW' },
        rebuilding: [],
        conditions: [],
      },
    ],
    longhornNodes: ['pi01', 'pi02', 'pi03'].map(longhorn),
    longhornSettings: [{ name: 'node-drain-policy', value: 'block-if-contains-last-replica' }],
    observers: [{ hostname: 'desk', bootId: 'boot-desk' }],
  }
}

/** The records as one observation; `change` may spoil a piece of it. */
export function observationOf(
  records: Records,
  change: (piece: Evidence) => Evidence = (piece) => piece,
): Observation {
  const evidence = Object.entries(kinds).map(([name, fact], place): Evidence => {
    const schema = (fact as Fact<unknown>).schema
    return change({
      id: `e${place}`,
      kind: fact.kind,
      source: 'test',
      takenAt,
      outcome: 'answered',
      records: records[name as keyof Records].map((record) => schema.parse(record)),
      truncated: false,
      redacted: 0,
    })
  })
  return { schema: 'bramble/observation/1', cluster: 'home', takenAt, evidence, coverage: [] }
}

/** A piece of evidence of which nothing came back. */
export function unseen(piece: Evidence, outcome: Evidence['outcome'], reason: string): Evidence {
  const { id, kind, source, takenAt: at, truncated, redacted } = piece
  return { id, kind, source, takenAt: at, truncated, redacted, outcome, reason }
}
