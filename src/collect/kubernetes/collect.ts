import type { Clock } from '#src/model/clock.ts'
import { clusterError } from '#src/model/error.ts'
import type { Coverage, Evidence } from '#src/model/evidence.ts'
import { apiHealth, datastoreLatency, nodes } from '#src/model/facts/kubernetes.ts'
import type { CallOptions, KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { defined } from '#src/transport/kubernetes/fields.ts'
import { pathOf, resources } from '#src/transport/kubernetes/resources.ts'
import { readHealth, readUid, readVersion } from './api-health.ts'
import { type ListCollector, listCollectors, planCollectors } from './collectors.ts'
import { coverageOf } from './coverage.ts'
import { readDatastoreLatency } from './datastore-latency.ts'
import { outcomeOf } from './outcome.ts'
import { projectLease } from './project-node.ts'
import { type Redact, Words } from './words.ts'

export interface CollectOptions {
  readonly clock: Clock
  /** For the whole observation: what has not answered by then is silent. */
  readonly deadlineMilliseconds: number
  readonly signal?: AbortSignal | undefined
  readonly redact: Redact
  /** Reads the datastore's latency twice, two seconds apart. */
  readonly deep?: boolean
  /** Reads also what only plans and questions before a change need. */
  readonly forPlans?: boolean
  /** Kinds of facts that are asked for; all where absent. How the API itself is always shows. */
  readonly kinds?: readonly string[] | undefined
}

/**
 * Looks at everything that rules read from the Kubernetes API, all at once. Every question becomes
 * evidence, also where it has no answer. Rejects only where `signal` aborts.
 */
export async function collectKubernetes(
  door: KubernetesDoor,
  options: CollectOptions,
): Promise<{ evidence: readonly Evidence[]; coverage: readonly Coverage[] }> {
  const deadline = AbortSignal.timeout(options.deadlineMilliseconds)
  const asking = new Asking(door, options, {
    signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
    timeoutMilliseconds: options.deadlineMilliseconds,
  })
  const isAsked = (kind: string) => options.kinds?.includes(kind) ?? true
  const known = options.forPlans ? [...listCollectors, ...planCollectors] : listCollectors
  const [health, leases, latency, ...lists] = await Promise.all([
    asking.health(),
    isAsked(nodes.kind) ? asking.leases() : noLeases,
    isAsked(datastoreLatency.kind) ? asking.latency() : undefined,
    ...known.filter(({ kind }) => isAsked(kind)).map((collector) => asking.list(collector)),
  ])
  if (options.signal?.aborted) throw clusterError('interrupted', 'Stopped on request.')
  const answers = [
    ...lists.map((evidence) => withLeases(evidence, leases)),
    ...(latency ? [latency] : []),
  ]
  return {
    evidence: [...health, ...answers],
    coverage: coverageOf(health, answers, leases.missing),
  }
}

interface Leases {
  /** Node to ISO 8601 UTC. */
  readonly renewedAt: ReadonlyMap<string, string>
  readonly missing?: Coverage['missing'][number]
}

const noLeases: Leases = { renewedAt: new Map() }

class Asking {
  readonly #door: KubernetesDoor
  readonly #options: CollectOptions
  readonly #call: CallOptions

  constructor(door: KubernetesDoor, options: CollectOptions, call: CallOptions) {
    this.#door = door
    this.#options = options
    this.#call = call
  }

  /** One piece of evidence for each address. */
  async health(): Promise<Evidence[]> {
    const [version, clusterUid, ...answers] = await Promise.all([
      readVersion(this.#door, this.#call),
      readUid(this.#door, this.#call),
      ...this.#door.addresses.map((address) => readHealth(this.#door, address, this.#call)),
    ])
    return answers.map((health) =>
      this.#answered(`${apiHealth.kind}/${health.address}`, apiHealth.kind, {
        source: `GET ${health.address}/readyz?verbose`,
        records: [
          version?.address === health.address
            ? defined({ ...health, version: version.version, clusterUid })
            : health,
        ],
      }),
    )
  }

  async latency(): Promise<Evidence> {
    const { kind } = datastoreLatency
    const source = 'GET /metrics'
    try {
      const deep = this.#options.deep ?? false
      const latency = await readDatastoreLatency(this.#door, { ...this.#call, deep })
      if (latency) return this.#answered(kind, kind, { source, records: [latency] })
      return this.#unanswered(kind, source, {
        outcome: 'not-applicable',
        reason: 'the API server does not have this metric',
      })
    } catch (error) {
      return this.#unanswered(kind, source, outcomeOf(error))
    }
  }

  async list(collector: ListCollector): Promise<Evidence> {
    const { kind, resource, bound, only } = collector
    const source = `GET ${pathOf(resource, only)}`
    const words = new Words(this.#options.redact)
    // Twice as many as are kept, so that sorting is rare.
    const full = bound ? bound.most * 2 : Number.POSITIVE_INFINITY
    let dropped = false
    const cut = (all: object[]) => {
      dropped ||= bound !== undefined && all.length > bound.most
      return bound ? bound.keep(all, bound.most) : all
    }
    try {
      const { items, truncated } = await this.#door.list(resource, {
        ...this.#call,
        ...only,
        project: (object) => collector.project(object, words),
        compact: (all) => (all.length > full ? cut(all) : all),
      })
      const records = cut([...items])
      return this.#answered(kind, kind, {
        source,
        records,
        truncated: truncated || dropped,
        redacted: words.redacted,
      })
    } catch (error) {
      return this.#unanswered(kind, source, outcomeOf(error, collector.optional))
    }
  }

  /**
   * When each node's kubelet last renewed its lease. Not a piece of evidence of its own: it is
   * part of what the API says of a node. Where it is not to be had, the nodes still are.
   */
  async leases(): Promise<Leases> {
    try {
      const { items } = await this.#door.list(resources.leases, {
        ...this.#call,
        namespace: 'kube-node-lease',
        project: projectLease,
      })
      return { renewedAt: new Map(items.map(({ node, renewedAt }) => [node, renewedAt])) }
    } catch (error) {
      return { renewedAt: new Map(), missing: { kind: 'leases', ...outcomeOf(error) } }
    }
  }

  #answered(
    id: string,
    kind: string,
    found: Pick<Evidence, 'source' | 'records'> & { truncated?: boolean; redacted?: number },
  ): Evidence {
    const { truncated = false, redacted = 0 } = found
    return {
      ...found,
      id: `api/${id}`,
      kind,
      takenAt: this.#now(),
      outcome: 'answered',
      truncated,
      redacted,
    }
  }

  #unanswered(
    kind: string,
    source: string,
    ended: { outcome: Evidence['outcome']; reason: string },
  ): Evidence {
    const takenAt = this.#now()
    return { id: `api/${kind}`, kind, source, takenAt, ...ended, truncated: false, redacted: 0 }
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString()
  }
}

function withLeases(evidence: Evidence, { renewedAt }: Leases): Evidence {
  if (evidence.kind !== nodes.kind || evidence.records === undefined) return evidence
  const records = evidence.records.map((record) => {
    const leaseRenewedAt = renewedAt.get((record as { name: string }).name)
    return leaseRenewedAt === undefined ? record : { ...(record as object), leaseRenewedAt }
  })
  return { ...evidence, records }
}
