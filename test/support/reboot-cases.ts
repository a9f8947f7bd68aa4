import type { Evidence } from '#src/model/evidence.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { node, pod, type Records, replica, takenAt } from './drain-cluster.ts'

/** What a goal that starts pi03 again is refused for, each reason alone. */

export interface Spoiling {
  readonly cluster: Records
  /** What pi03 says over SSH. */
  readonly identity: Evidence
}

/** What a node says of itself over SSH: one piece of evidence with one record. */
export function told(node: string, kind: string, record: object): Evidence {
  return {
    id: `${kind}-${node}`,
    kind,
    node,
    source: 'test',
    takenAt,
    outcome: 'answered',
    records: [record],
    truncated: false,
    redacted: 0,
  }
}

export function identityOf(name: string, more: object = {}): Evidence {
  return told(name, nodeIdentity.kind, { hostname: name, bootId: `boot-${name}`, ...more })
}

const down = [{ type: 'Ready', status: 'False' as const, reason: 'KubeletNotReady' }]

/** In each case one gate of a reboot refuses, and no other. */
export const rebootCases: [string, (found: Spoiling) => void, string][] = [
  [
    'another board answers at the address',
    ({ identity }) => {
      Object.assign(identity, { records: [{ hostname: 'pi09', bootId: 'boot-pi09' }] })
    },
    'data node-is-the-one-meant node/pi03',
  ],
  [
    'the board does not answer over SSH',
    ({ identity }) => {
      Object.assign(identity, { outcome: 'timeout', reason: 'no answer', records: [] })
    },
    'data node-is-the-one-meant node/pi03',
  ],
  [
    'its last healthy replica is there',
    ({ cluster }) => {
      cluster.longhornReplicas[0] = replica('data', 'pi02', { failedAt: '2026-03-01T11:49:00Z' })
    },
    'data volumes-survive-without-node volume/data',
  ],
  [
    'a volume has one copy by its own wish',
    ({ cluster }) => {
      Object.assign(cluster.longhornVolumes[0] ?? {}, { wantedReplicas: 1 })
      cluster.longhornReplicas = [replica('data', 'pi03')]
    },
    'availability volumes-have-another-copy volume/data',
  ],
  [
    'another node is down',
    ({ cluster }) => {
      cluster.nodes.push(node('pi04', { conditions: down }))
    },
    'availability other-nodes-are-ready node/pi04',
  ],
  [
    'it is the only server',
    ({ cluster }) => {
      cluster.nodes = [node('pi01'), node('pi02'), node('pi03', { roles: ['control-plane'] })]
    },
    'availability another-server-answers server/pi03',
  ],
  [
    'etcd has no member to spare',
    ({ cluster }) => {
      cluster.nodes = cluster.nodes.slice(1)
    },
    'availability quorum-survives-without-node quorum/pi03',
  ],
  [
    'a budget is spent',
    ({ cluster }) => {
      Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed: 0 })
    },
    'availability budgets-allow-eviction budget/default/web',
  ],
  [
    'nothing starts a pod again',
    ({ cluster }) => {
      const bare = pod('once', 'pi03', { labels: {} })
      delete bare.owner
      cluster.pods.push(bare)
    },
    'availability pods-come-back pod/default/once',
  ],
  [
    'a pod keeps files on the disk',
    ({ cluster }) => {
      Object.assign(cluster.pods[0] ?? {}, { emptyDirs: ['cache'] })
    },
    'availability pods-keep-no-local-data emptydir/default/web-1',
  ],
  [
    'a pod may run nowhere else',
    ({ cluster }) => {
      Object.assign(cluster.pods[0] ?? {}, {
        nodeSelector: { 'kubernetes.io/hostname': 'pi03' },
      })
    },
    'availability pods-can-run-elsewhere pod/default/web-1',
  ],
]
