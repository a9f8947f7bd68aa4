import { BrambleError, clusterError } from '#src/model/error.ts'
import type { Caller } from './caller.ts'
import type { KubernetesObject, List, ListOptions } from './door.ts'
import { fieldAt, textAt } from './fields.ts'
import { pathOf, type Resource } from './resources.ts'

/** kubectl's own page size: 500 pods are about 5 MB of JSON. */
const pageObjects = 500
const usualMostObjects = 200_000
const mostPages = 4000

/** Reads a list page by page; a page is forgotten as soon as its objects are projected. */
export async function listAll<T>(
  caller: Caller,
  resource: Resource,
  options: ListOptions<T>,
): Promise<List<T>> {
  const reading = new Reading(caller, resource, options)
  try {
    return await reading.all()
  } catch (error) {
    // The version of a list is kept for some minutes only: a slow reader starts over, once.
    if (!(error instanceof BrambleError) || error.code !== 'api-expired') throw error
    return await new Reading(caller, resource, options).all()
  }
}

class Reading<T> {
  readonly #caller: Caller
  readonly #resource: Resource
  readonly #options: ListOptions<T>
  #kept: T[] = []
  #seen = 0
  #limit: number

  constructor(caller: Caller, resource: Resource, options: ListOptions<T>) {
    this.#caller = caller
    this.#resource = resource
    this.#options = options
    this.#limit = pageObjects
  }

  async all(): Promise<List<T>> {
    const most = this.#options.mostObjects ?? usualMostObjects
    let token: string | undefined
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await this.#page(token)
      this.#keep(itemsOf(page, this.#resource))
      token = textAt(page, 'metadata.continue')
      if (token === undefined || this.#seen >= most)
        return {
          items: this.#kept,
          resourceVersion: textAt(page, 'metadata.resourceVersion') ?? '',
          truncated: token !== undefined,
        }
    }
    throw badList(this.#resource, `is still not at its end after ${mostPages} pages`)
  }

  /** One page; in smaller pieces where its objects are huge. */
  async #page(token: string | undefined): Promise<unknown> {
    for (;;) {
      try {
        return await this.#ask(token)
      } catch (error) {
        const tooLarge = error instanceof BrambleError && error.code === 'api-answer-too-large'
        if (!tooLarge || this.#limit <= 1) throw error
        this.#limit = Math.max(1, Math.floor(this.#limit / 10))
      }
    }
  }

  async #ask(token: string | undefined): Promise<unknown> {
    const { namespace, fieldSelector, labelSelector, signal, timeoutMilliseconds } = this.#options
    const query = new URLSearchParams({ limit: String(this.#limit) })
    if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector)
    if (labelSelector !== undefined) query.set('labelSelector', labelSelector)
    if (token !== undefined) query.set('continue', token)
    const { plural } = this.#resource
    return await this.#caller.json(
      {
        asked: { verb: 'list', what: plural, resource: plural },
        method: 'GET',
        target: `${pathOf(this.#resource, { namespace })}?${query.toString()}`,
      },
      { signal, timeoutMilliseconds },
    )
  }

  #keep(objects: readonly unknown[]): void {
    const { project, compact } = this.#options
    for (const object of objects) {
      const kept = project(object as KubernetesObject)
      if (kept !== undefined) this.#kept.push(kept)
    }
    this.#seen += objects.length
    if (compact) this.#kept = compact(this.#kept)
  }
}

/** An empty list comes as [] or as null. */
function itemsOf(page: unknown, resource: Resource): readonly unknown[] {
  const items = fieldAt(page, 'items')
  if (Array.isArray(items)) return items
  if (items === null) return []
  throw badList(resource, 'holds no items')
}

function badList({ plural }: Resource, what: string): BrambleError {
  return clusterError('api-bad-answer', `The list of ${plural} ${what}.`, {
    next: 'Something else than a Kubernetes API may answer there: check the server’s address.',
  })
}
