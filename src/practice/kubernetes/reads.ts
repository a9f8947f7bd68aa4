import { apiVersionOf, isCustom, type Kind } from './kinds.ts'
import { badRequest, expired } from './refusal.ts'
import { fieldTest, labelTest } from './selector.ts'
import type { Change, PracticeObject, PracticeStore } from './store.ts'

/** A list in pages, and a watch: what GET does to a collection. */

interface Scope {
  readonly kind: Kind
  readonly namespace?: string | undefined
}

interface Moment extends Scope {
  readonly version: number
  readonly objects: readonly PracticeObject[]
}

/** Where the next page goes on: what a continue token says, in the form of the real server's. */
interface Place {
  readonly rv: number
  /** The key of the last object shown, and a NUL: the first key after it. */
  readonly start: string
}

const mostOpenLists = 100

/** Moments of the past whose further pages may still be asked for. */
export class Pages {
  readonly #store: PracticeStore
  #open: Moment[] = []

  constructor(store: PracticeStore) {
    this.#store = store
  }

  /** One page. All pages of a list show the objects as they were at its first. */
  list({ kind, namespace }: Scope, query: URLSearchParams): object {
    const token = query.get('continue')
    const place = token ? placeOf(token) : undefined
    const moment = place ? this.#at({ kind, namespace }, place) : this.#now({ kind, namespace })
    const items = moment.objects
      .filter(selectorOf(kind, query))
      .filter((object) => place === undefined || keyOf(object) >= place.start)
    const limit = Number(query.get('limit') ?? 0)
    const page = limit > 0 ? items.slice(0, limit) : items
    const last = page.length < items.length ? page.at(-1) : undefined
    return {
      kind: `${kind.kind}List`,
      apiVersion: apiVersionOf(kind),
      metadata: {
        resourceVersion: String(moment.version),
        ...(last && {
          continue: this.#keep(moment, last),
          // How many there are beyond is not counted where a selector chooses them.
          ...(!isSelective(query) && { remainingItemCount: items.length - page.length }),
        }),
        // The lists of custom resources say so even where they end.
        ...(isCustom(kind) && !last && { continue: '' }),
      },
      items: page.map(withoutType),
    }
  }

  /** From now on all further pages are refused with 410, as after five minutes and a compaction. */
  expire(): void {
    this.#open = []
  }

  #now({ kind, namespace }: Scope): Moment {
    return {
      ...{ kind, namespace },
      version: this.#store.version,
      objects: this.#store.list(kind, namespace),
    }
  }

  #at({ kind, namespace }: Scope, { rv, start }: Place): Moment {
    if (rv === latest) return this.#now({ kind, namespace })
    const moment = this.#open.find(
      (one) => one.kind === kind && one.namespace === namespace && one.version === rv,
    )
    if (!moment)
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        tokenOf({ rv: latest, start }),
      )
    return moment
  }

  #keep(moment: Moment, last: PracticeObject): string {
    if (!this.#open.includes(moment)) this.#open.push(moment)
    if (this.#open.length > mostOpenLists) this.#open.shift()
    return tokenOf({ rv: moment.version, start: `${keyOf(last)}\0` })
  }
}

/** Stands in a token for the present moment, whenever that is. */
const latest = -1

function tokenOf(place: Place): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...place })).toString('base64url')
}

function keyOf({ metadata: { namespace, name } }: PracticeObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

function isSelective(query: URLSearchParams): boolean {
  return Boolean(query.get('labelSelector') ?? query.get('fieldSelector'))
}

/** @throws Refusal 400 for what is no token */
function placeOf(token: string): Place {
  try {
    const place = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Place
    if (typeof place.rv === 'number' && typeof place.start === 'string') return place
  } catch {
    // Said below.
  }
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${token.charAt(0)}' looking for beginning of value`,
  )
}

/** Items of a list do not repeat its kind. */
function withoutType({ apiVersion, kind, ...rest }: PracticeObject): object {
  void [apiVersion, kind]
  return rest
}

export function selectorOf(
  kind: Kind,
  query: URLSearchParams,
): (object: PracticeObject) => boolean {
  const byLabel = labelTest(query.get('labelSelector'))
  const byField = fieldTest(query.get('fieldSelector'), kind)
  return (object) => byLabel(object.metadata.labels ?? {}) && byField(object)
}

interface WatchOutput {
  /** The form in which the client wants its objects. */
  show(object: PracticeObject): object
  write(line: string): void
  end(): void
  onClose(listener: () => void): void
}

/** Streams changes until the client leaves or its time is up. */
export function watch(
  store: PracticeStore,
  { kind, namespace }: Scope,
  query: URLSearchParams,
  output: WatchOutput & { readonly bookmarkMilliseconds: number },
): void {
  const test = selectorOf(kind, query)
  const send = (type: string, object: object) =>
    output.write(`${JSON.stringify({ type, object })}\n`)
  const tell = (change: Change) => {
    const inside = namespace === undefined || change.object.metadata.namespace === namespace
    const type = change.kind === kind && inside ? seenThrough(test, change) : undefined
    if (type) send(type, output.show(change.object))
  }
  const since = query.get('resourceVersion') ?? '0'
  const missed = store.changesSince(Number(since))
  if (since === '0') {
    for (const object of store.list(kind, namespace))
      if (test(object)) send('ADDED', output.show(object))
  } else if (missed) {
    missed.forEach(tell)
  } else {
    // The stream begins well and says what is wrong in its first event, as the real server does.
    send('ERROR', expired(`too old resource version: ${since} (${store.oldestVersion})`).status)
    output.end()
    return
  }
  const stops = new Set<() => void>()
  const stop = () => {
    for (const one of stops) one()
    stops.clear()
  }
  stops.add(store.onChange(tell))
  if (query.get('allowWatchBookmarks') === 'true')
    stops.add(every(output.bookmarkMilliseconds, () => send('BOOKMARK', bookmark(kind, store))))
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  if (seconds > 0)
    stops.add(
      every(seconds * 1000, () => {
        stop()
        output.end()
      }),
    )
  output.onClose(stop)
}

/** An object that enters or leaves a selector appears or disappears to who watches through it. */
function seenThrough(
  test: (object: PracticeObject) => boolean,
  { type, object, before }: Change,
): Change['type'] | undefined {
  const after = test(object)
  if (type !== 'MODIFIED' || before === undefined) return after ? type : undefined
  if (test(before)) return after ? 'MODIFIED' : 'DELETED'
  return after ? 'ADDED' : undefined
}

function bookmark(kind: Kind, store: PracticeStore): object {
  return {
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    metadata: { resourceVersion: String(store.version) },
  }
}

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds)
  return () => clearInterval(timer)
}
