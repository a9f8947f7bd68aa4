import type * as z from 'zod'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Origin } from '#src/model/facts/define.ts'
import { events, nodes } from '#src/model/facts/kubernetes.ts'
import { longhornReplicas, longhornVolumes } from '#src/model/facts/longhorn.ts'
import { type Because, because } from '#src/model/verdict.ts'
import type { Clocks } from '../timeline/clocks.ts'

/**
 * What others saw of a node. `lost`: they no longer heard it; `lost-now`: and still do not; `back`:
 * they heard it again; `rebooted`: it came with another boot id; `renewed`: the last lease that came
 * through; `seen`: anything else.
 */
export interface Sighting {
  readonly kind: 'lost' | 'lost-now' | 'back' | 'rebooted' | 'renewed' | 'seen'
  /** Milliseconds since the epoch by Bramble's clock; absent where nobody noted it. */
  readonly at: number | undefined
  readonly by: 'API' | 'Longhorn'
  readonly reason: Because
  /** Whose clock the reason's own time is of; undefined for the API's server. */
  readonly writer: string | undefined
}

/** The controller needs this long to miss a node (Kubernetes 1.32; 40 s before): a lease that is older is not renewed. */
const staleLeaseMilliseconds = 50_000

/** Gathers what the API and Longhorn noted of a node, in no particular order. */
export function sightingsOf(node: string, index: EvidenceIndex, clocks: Clocks): Sighting[] {
  return [
    ...fromNode(node, index, clocks),
    ...fromEvents(node, index, clocks),
    ...fromReplicas(node, index, clocks),
  ]
}

/** When others lost the node last. */
export function lastLoss(sightings: readonly Sighting[]): { at: number } | undefined {
  const times = sightings.flatMap(({ kind, at }) =>
    (kind === 'lost' || kind === 'lost-now') && at !== undefined ? [at] : [],
  )
  return times.length > 0 ? { at: Math.max(...times) } : undefined
}

type NodeRecord = z.infer<typeof nodes.schema> & Origin
type Condition = NodeRecord['conditions'][number]

function fromNode(node: string, index: EvidenceIndex, clocks: Clocks): Sighting[] {
  return factsOf(index, nodes)
    .filter(({ name }) => name === node)
    .flatMap((record) => {
      const lease = leaseOf(record, clocks)
      const isStale =
        lease !== undefined && seenAt(record, index) - lease.renewedAt > staleLeaseMilliseconds
      const ready = record.conditions.find(({ type }) => type === 'Ready')
      if (ready && isSilence(ready))
        return [...(isStale ? [lease.sighting] : []), lostNow(record, ready, clocks, lease)]
      if (isStale) return [lease.sighting, unrenewed(record, lease)]
      return ready ? backSince(record, ready, clocks) : []
    })
}

/** How old a node's lease was when it was seen, by Bramble's clock; undefined where it shows none. */
export function leaseAge(
  record: NodeRecord,
  index: EvidenceIndex,
  clocks: Clocks,
): number | undefined {
  const lease = leaseOf(record, clocks)
  return lease && seenAt(record, index) - lease.renewedAt
}

function seenAt({ evidence }: NodeRecord, index: EvidenceIndex): number {
  return timeOf(index.sources.get(evidence)?.takenAt) ?? index.takenAt
}

interface Lease {
  /** By Bramble's clock: the kubelet dates its lease by its own. */
  readonly renewedAt: number
  readonly sighting: Sighting
}

function leaseOf(record: NodeRecord, clocks: Clocks): Lease | undefined {
  const written = timeOf(record.leaseRenewedAt)
  if (written === undefined) return undefined
  const renewedAt = clocks.correct(written, record.name)
  return {
    renewedAt,
    sighting: {
      kind: 'renewed',
      at: renewedAt,
      by: 'API',
      reason: because(ofNode(record), `last lease of ${record.name}`, written),
      writer: record.name,
    },
  }
}

function lostNow(
  record: NodeRecord,
  ready: Condition,
  clocks: Clocks,
  lease: Lease | undefined,
): Sighting {
  const since = timeOf(ready.lastTransitionAt)
  const words = `${record.name} is not Ready: ${ready.message ?? ready.status}`
  return {
    kind: 'lost-now',
    at: since === undefined ? lease?.renewedAt : clocks.correct(since, clocks.api),
    by: 'API',
    reason: because(ofNode(record), words, since),
    writer: clocks.api,
  }
}

/** Nobody has marked it yet, but it speaks no more. */
function unrenewed(record: NodeRecord, { sighting }: Lease): Sighting {
  const words = `${record.name} renews its lease no more`
  return { ...sighting, kind: 'lost-now', reason: { ...sighting.reason, text: words } }
}

function backSince(record: NodeRecord, ready: Condition, clocks: Clocks): Sighting[] {
  const since = timeOf(ready.lastTransitionAt)
  if (since === undefined) return []
  return [
    {
      kind: 'back',
      at: clocks.correct(since, clocks.api),
      by: 'API',
      reason: because(ofNode(record), `${record.name} is Ready`, since),
      writer: clocks.api,
    },
  ]
}

/** A list of nodes is nobody's own evidence. */
function ofNode({ evidence, name }: NodeRecord): Origin {
  return { evidence, node: name }
}

/** `False` with a message comes from a kubelet that speaks; a table's NotReady may be either. */
function isSilence({ status, reason }: { status: string; reason?: string | undefined }): boolean {
  return (
    status === 'Unknown' || (status === 'False' && (reason === undefined || reason === 'NotReady'))
  )
}

const kinds: Readonly<Record<string, Sighting['kind']>> = {
  NodeNotReady: 'lost',
  NodeReady: 'back',
  Rebooted: 'rebooted',
  Starting: 'seen',
  NodeHasInsufficientMemory: 'seen',
  NodeHasDiskPressure: 'seen',
  SystemOOM: 'seen',
}

function fromEvents(node: string, index: EvidenceIndex, clocks: Clocks): Sighting[] {
  return factsOf(index, events)
    .filter((event) => event.objectKind === 'Node' && event.objectName === node)
    .flatMap((event) => {
      const kind = kinds[event.reason ?? '']
      // A kubelet that says of itself that it is not ready is heard all the same.
      if (kind === undefined || (kind === 'lost' && event.source === 'kubelet')) return []
      const writer = event.source === 'kubelet' ? node : clocks.api
      const at = timeOf(event.lastAt ?? event.firstAt)
      return [
        {
          kind,
          at: at === undefined ? undefined : clocks.correct(at, writer),
          by: 'API' as const,
          reason: because(
            { evidence: event.evidence, node },
            `${event.reason}: ${event.message}`,
            at,
          ),
          writer,
        },
      ]
    })
}

function fromReplicas(node: string, index: EvidenceIndex, clocks: Clocks): Sighting[] {
  const claims = new Map(
    factsOf(index, longhornVolumes).map(({ name, claimName }) => [name, claimName ?? name]),
  )
  return factsOf(index, longhornReplicas).flatMap((replica) => {
    const at = timeOf(replica.failedAt)
    if (replica.nodeName !== node || at === undefined) return []
    const volume = claims.get(replica.volume) ?? replica.volume
    return [
      {
        kind: 'seen' as const,
        at: clocks.correct(at, clocks.api),
        by: 'Longhorn' as const,
        reason: because({ evidence: replica.evidence, node }, `replica of ${volume} failed`, at),
        writer: clocks.api,
      },
    ]
  })
}

function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}
