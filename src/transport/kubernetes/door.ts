import type { Resource } from './resources.ts'

/**
 * The door to a cluster's Kubernetes API. A live one sends over TLS (`openKubernetesDoor`), a
 * recorded one replays (`openRecordedDoor`); nobody behind the door can tell them apart.
 *
 * Every method rejects with a BrambleError of kind `cluster`: `api-unreachable`, `api-timeout`,
 * `api-unauthorized`, `api-forbidden`, `api-not-found`, `api-conflict`, `api-expired`,
 * `api-overloaded`, `api-refused` (another 4xx), `api-failed` (another 5xx), `api-bad-answer`,
 * `api-answer-too-large`, `api-cut-off`, `certificate-expired`, `certificate-not-yet-valid`,
 * `certificate-not-trusted`, `certificate-wrong-name`, `certificate-rejected`. An aborted signal
 * rejects with `interrupted`.
 */
export interface KubernetesDoor {
  /** Addresses of API servers, `https://10.0.0.11:6443`, the kubeconfig's first. */
  readonly addresses: readonly string[]
  /** How many requests were sent so far, retries included. */
  readonly requestCount: number

  /** One object. Rejects with `api-not-found` where there is none. */
  get<T extends KubernetesObject = KubernetesObject>(
    resource: Resource,
    name: ObjectName,
    options?: CallOptions,
  ): Promise<T>

  /**
   * All objects of a resource, read page by page: only what `project` returns stays in memory. A
   * list that expires midway (410) starts over, once.
   */
  list<T>(resource: Resource, options: ListOptions<T>): Promise<List<T>>

  /**
   * Changes from `resourceVersion` on. Reconnects after a cut, a bounded number of times in a row;
   * ends when the signal aborts. Rejects with `api-expired` when the version is too old: list
   * again, and watch from that list's version.
   */
  watch<T>(resource: Resource, options: WatchOptions<T>): AsyncIterable<WatchEvent<T>>

  /** A JSON merge patch (RFC 7386). Never retried. Returns the object as it is then. */
  mergePatch<T extends KubernetesObject = KubernetesObject>(
    resource: Resource,
    name: ObjectName,
    patch: Readonly<Record<string, unknown>>,
    options?: PatchOptions,
  ): Promise<T>

  /** Asks the eviction API for one pod. Never retried: the answer says what to do next. */
  evict(pod: PodName, options?: EvictOptions): Promise<Eviction>

  /** Creates one object. Rejects with `api-conflict` where it exists. Never retried. */
  create<T extends KubernetesObject = KubernetesObject>(
    resource: Resource,
    object: KubernetesObject,
    options?: CallOptions,
  ): Promise<T>

  /** Deletes one object; true where it was there. Never retried. */
  delete(resource: Resource, name: ObjectName, options?: DeleteOptions): Promise<boolean>

  /**
   * The text of a fixed path such as `/readyz?verbose`. Resolves with any HTTP status: a server
   * that is not ready says so with 500 and the names of its failed parts.
   */
  text(path: string, options?: TextOptions): Promise<TextAnswer>

  /** What the TLS handshake with an address showed; undefined before the first connection. */
  certificateOf(address: string): ServerCertificate | undefined

  close(): Promise<void>
}

/** What every object of the API has. Fields come from the network: none is certain. */
export interface KubernetesObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: {
    readonly name?: string
    readonly namespace?: string
    readonly uid?: string
    readonly resourceVersion?: string
    readonly creationTimestamp?: string
    readonly deletionTimestamp?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly {
      readonly kind?: string
      readonly name?: string
      readonly controller?: boolean
    }[]
  }
}

export interface ObjectName {
  readonly name: string
  /** Only for namespaced resources. */
  readonly namespace?: string
}

export interface PodName {
  readonly namespace: string
  readonly name: string
  /** A pod of the same name with another uid is another pod: it is never touched. */
  readonly uid?: string
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** For one request, from sending to the last byte; 30 s where nothing is said. */
  readonly timeoutMilliseconds?: number | undefined
}

export interface ListOptions<T> extends CallOptions {
  /** Picks the fields to keep of one object; `undefined` leaves the object out. */
  readonly project: (object: KubernetesObject) => T | undefined
  readonly namespace?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
  /** Called with what is kept after each page, to drop what will not be needed. */
  readonly compact?: (kept: T[]) => T[]
  /** Objects to read at most; beyond it the list is `truncated`. 200,000 where nothing is said. */
  readonly mostObjects?: number
}

export interface List<T> {
  readonly items: readonly T[]
  /** Where a watch that follows this list starts. */
  readonly resourceVersion: string
  /** True where there were more than `mostObjects`. */
  readonly truncated: boolean
}

export interface WatchOptions<T> {
  readonly project: (object: KubernetesObject) => T | undefined
  readonly resourceVersion: string
  readonly namespace?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
  readonly signal?: AbortSignal | undefined
  /** Silence after which the connection counts as dead; servers send a bookmark each minute. */
  readonly silenceMilliseconds?: number
  /** Failed connections in a row before the watch gives up. */
  readonly mostReconnects?: number
}

export interface WatchEvent<T> {
  readonly type: 'added' | 'modified' | 'deleted'
  readonly item: T
  readonly resourceVersion: string
}

export interface PatchOptions extends CallOptions {
  /** The patch applies to this version only; else it rejects with `api-conflict`. */
  readonly resourceVersion?: string | undefined
}

export interface EvictOptions extends CallOptions {
  readonly gracePeriodSeconds?: number | undefined
}

/**
 * What the API server said to an eviction. `accepted`: the pod is now terminating; wait for its
 * uid to vanish. `refused`: a disruption budget or a rate limit says not now.
 */
export type Eviction =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'gone' }
  | {
      readonly outcome: 'refused'
      readonly message: string
      /** The server's word on each budget: `The disruption budget web needs 6 healthy pods…`. */
      readonly budgets: readonly string[]
      readonly retryAfterSeconds?: number
    }
  | { readonly outcome: 'failed'; readonly status: number; readonly message: string }

export interface DeleteOptions extends CallOptions {
  /** Only the object with this uid is deleted; else it rejects with `api-conflict`. */
  readonly uid?: string | undefined
  readonly gracePeriodSeconds?: number | undefined
}

export interface TextOptions extends CallOptions {
  /** One of the door's addresses; else the one in use. */
  readonly address?: string | undefined
  /** Keeps a line of the answer; all are kept where nothing is said. */
  readonly keepLine?: (line: string) => boolean
}

export interface TextAnswer {
  readonly address: string
  readonly status: number
  readonly text: string
  /** From sending the request to the last byte of its answer. */
  readonly milliseconds: number
}

interface ServerCertificate {
  /** ISO 8601 UTC. */
  readonly notBefore: string
  readonly notAfter: string
}
