import { BrambleError, clusterError } from '#src/model/error.ts'
import { linesOf } from './body.ts'
import type { Caller } from './caller.ts'
import type { KubernetesObject, WatchEvent, WatchOptions } from './door.ts'
import { fieldAt, textAt } from './fields.ts'
import { pauseFor } from './pause.ts'
import { readRefusal, refusalError } from './refusal.ts'
import { pathOf, type Resource } from './resources.ts'

/** The server ends a watch after this time by itself, so that a forgotten one has an end too. */
const watchSeconds = 300
/** Servers send a bookmark about each minute. */
const usualSilenceMilliseconds = 150_000
const usualMostReconnects = 8
const firstPauseMilliseconds = 500
const longestPauseMilliseconds = 30_000
const mostLineBytes = 16 * 1024 * 1024

const eventTypes: ReadonlyMap<string, WatchEvent<unknown>['type']> = new Map([
  ['ADDED', 'added'],
  ['MODIFIED', 'modified'],
  ['DELETED', 'deleted'],
])

/** Never ends by itself: the caller stops taking events, or the signal aborts, which rejects. */
export async function* watchAll<T>(
  caller: Caller,
  resource: Resource,
  options: WatchOptions<T>,
): AsyncGenerator<WatchEvent<T>> {
  const progress = new Progress(resource, options)
  for (;;) {
    try {
      for await (const raw of connectOnce(caller, resource, options, progress.version))
        yield* progress.take(raw)
      progress.ended()
    } catch (error) {
      progress.broke(passing(error))
    }
    await pauseFor(progress.pauseMilliseconds, options.signal)
  }
}

/** How far a watch has come over all its connections, and how many of them failed in a row. */
class Progress<T> {
  readonly #resource: Resource
  readonly #options: WatchOptions<T>
  #failures = 0
  #heard = false
  version: string

  constructor(resource: Resource, options: WatchOptions<T>) {
    this.#resource = resource
    this.#options = options
    this.version = options.resourceVersion
  }

  /** Each word from the server, a bookmark too, says that it is there. */
  take({ type, object }: RawEvent): readonly WatchEvent<T>[] {
    this.#failures = 0
    this.#heard = true
    this.version = textAt(object, 'metadata.resourceVersion') ?? this.version
    const known = eventTypes.get(type)
    if (!known) return []
    const item = this.#options.project(object)
    return item === undefined ? [] : [{ type: known, item, resourceVersion: this.version }]
  }

  /** A connection that ended by itself and never said a word is no success. */
  ended(): void {
    if (!this.#heard) this.broke(silent(this.#resource))
    this.#heard = false
  }

  /** @throws the trouble itself where it was one too many */
  broke(trouble: BrambleError): void {
    this.#failures++
    this.#heard = false
    if (this.#failures > (this.#options.mostReconnects ?? usualMostReconnects)) throw trouble
  }

  get pauseMilliseconds(): number {
    if (this.#failures === 0) return 0
    return Math.min(firstPauseMilliseconds * 2 ** (this.#failures - 1), longestPauseMilliseconds)
  }
}

interface RawEvent {
  readonly type: string
  readonly object: KubernetesObject
}

/** The events of one connection, bookmarks included, until it ends or falls silent. */
async function* connectOnce<T>(
  caller: Caller,
  resource: Resource,
  options: WatchOptions<T>,
  version: string,
): AsyncGenerator<RawEvent> {
  const watchdog = new Watchdog(options.silenceMilliseconds ?? usualSilenceMilliseconds, resource)
  const signals = [options.signal, watchdog.signal].filter((signal) => signal !== undefined)
  const answer = await caller
    .open(watchCall(resource, options, version), {
      signal: AbortSignal.any(signals),
      timeoutMilliseconds: Number.POSITIVE_INFINITY,
    })
    .catch((error: unknown) => {
      watchdog.stop()
      throw error
    })
  try {
    for await (const line of linesOf(watchdog.watched(answer.body), mostLineBytes)) {
      const event = readEvent(line, answer.address)
      if (event.type === 'ERROR') throw watchError(event.object, resource, answer.address)
      yield event
    }
  } catch (error) {
    const explained = answer.limit.explain(error, answer.address, `a watch of ${resource.plural}`)
    if (isTimeout(explained)) caller.retire(answer.address)
    throw explained
  } finally {
    watchdog.stop()
  }
}

function watchCall<T>(resource: Resource, options: WatchOptions<T>, version: string) {
  const { namespace, fieldSelector, labelSelector } = options
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    timeoutSeconds: String(watchSeconds),
  })
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector)
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector)
  const { plural } = resource
  return {
    asked: { verb: 'watch', what: plural, resource: plural },
    method: 'GET',
    target: `${pathOf(resource, { namespace })}?${query.toString()}`,
  } as const
}

function readEvent(line: string, address: string): RawEvent {
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    throw clusterError('api-cut-off', `${address} ended a watch in the middle of an event.`)
  }
  return {
    type: textAt(event, 'type') ?? '',
    object: (fieldAt(event, 'object') ?? {}) as KubernetesObject,
  }
}

/** A watch that began well can still fail: with an event that holds a Status. */
function watchError(object: unknown, { plural }: Resource, address: string): BrambleError {
  const code = fieldAt(object, 'code')
  const refusal = readRefusal(typeof code === 'number' ? code : 500, JSON.stringify(object))
  return refusalError(refusal, { verb: 'watch', what: plural, resource: plural }, address)
}

/** Trouble after which the same watch may go on. */
const passingCodes = new Set([
  'api-unreachable',
  'api-timeout',
  'api-cut-off',
  'api-overloaded',
  'api-failed',
])

function passing(error: unknown): BrambleError {
  if (error instanceof BrambleError && passingCodes.has(error.code)) return error
  throw error
}

function isTimeout(error: unknown): boolean {
  return error instanceof BrambleError && error.code === 'api-timeout'
}

function silent({ plural }: Resource): BrambleError {
  return clusterError('api-timeout', `The watch of ${plural} brings nothing, not even bookmarks.`)
}

/** Ends a connection on which nothing has come for a while: TCP alone notices that very late. */
class Watchdog {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(silenceMilliseconds: number, resource: Resource) {
    this.#timer = setTimeout(() => this.#controller.abort(silent(resource)), silenceMilliseconds)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  async *watched(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#timer.refresh()
      yield chunk
    }
  }

  /** Ends the request as well, where it still runs: its taker has gone. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#controller.abort()
  }
}
