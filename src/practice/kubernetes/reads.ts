import { apiVersionOf, type Kind } from './kinds.ts'
import { badRequest, expired } from './refusal.ts'
import { fieldTest, labelTest } from './selector.ts'
import type { Change, PracticeObject, PracticeStore } from './store.ts'

/** A list in pages, and a watch: what GET does to a collection. */

interface Scope {
  readonly kind: Kind
  readonly namespace?: string | undefined
}

interface Rest {
  readonly version: number
  readonly items: readonly PracticeObject[]
}

const mostOpenLists = 100

/** Lists of the past whose further pages may still be asked for. */
export class Pages {
  readonly #store: PracticeStore
  readonly #open = new Map<string, Rest>()
  #count = 0

  constructor(store: PracticeStore) {
    this.#store = store
  }

  /** One page. All pages of a list show the objects as they were at its first. */
  list({ kind, namespace }: Scope, query: URLSearchParams): object {
    const token = query.get('continue')
    const { version, items } = token ? this.#rest(token) : this.#begin({ kind, namespace }, query)
    const limit = Number(query.get('limit') ?? 0)
    const page = limit > 0 ? items.slice(0, limit) : items
    const rest = items.slice(page.length)
    return {
      kind: `${kind.kind}List`,
      apiVersion: apiVersionOf(kind),
      metadata: {
        resourceVersion: String(version),
        ...(rest.length > 0 && {
          continue: this.#keep({ version, items: rest }),
          remainingItemCount: rest.length,
        }),
      },
      items: page.map(withoutType),
    }
  }

  /** From now on all further pages are refused with 410, as after five minutes and a compaction. */
  expire(): void {
    this.#open.clear()
  }

  #begin({ kind, namespace }: Scope, query: URLSearchParams): Rest {
    const test = selectorOf(kind, query)
    return {
      version: this.#store.version,
      items: this.#store.list(kind, namespace).filter(test),
    }
  }

  #rest(token: string): Rest {
    if (!/^practice-\d+$/.test(token))
      throw badRequest('invalid continue token: continue key is not valid')
    const rest = this.#open.get(token)
    if (!rest)
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
      )
    return rest
  }

  #keep(rest: Rest): string {
    const token = `practice-${++this.#count}`
    this.#open.set(token, rest)
    const [oldest] = this.#open.keys()
    if (this.#open.size > mostOpenLists && oldest !== undefined) this.#open.delete(oldest)
    return token
  }
}

/** Items of a list do not repeat its kind. */
function withoutType({ apiVersion, kind, ...rest }: PracticeObject): object {
  void [apiVersion, kind]
  return rest
}

function selectorOf(kind: Kind, query: URLSearchParams): (object: PracticeObject) => boolean {
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
  const stops = [
    store.onChange(tell),
    ...timers(query, output, () => send('BOOKMARK', bookmark(kind, store))),
  ]
  output.onClose(() => {
    for (const stop of stops) stop()
  })
}

function timers(
  query: URLSearchParams,
  output: WatchOutput & { readonly bookmarkMilliseconds: number },
  sendBookmark: () => void,
): (() => void)[] {
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  return [
    ...(query.get('allowWatchBookmarks') === 'true'
      ? [every(output.bookmarkMilliseconds, sendBookmark)]
      : []),
    ...(seconds > 0 ? [every(seconds * 1000, () => output.end())] : []),
  ]
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
    metadata: { resourceVersion: String(store.version), creationTimestamp: null },
  }
}

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds)
  return () => clearInterval(timer)
}
