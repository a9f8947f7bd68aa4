import { BrambleError, clusterError } from '#src/model/error.ts'
import { tooLarge } from './body.ts'
import type { Caller } from './caller.ts'
import type { KubernetesObject, List, ListOptions } from './door.ts'
import { fieldAt, textAt } from './fields.ts'
import { ListScanner } from './list-scanner.ts'
import { pathOf, type Resource } from './resources.ts'

/** kubectl's own page size: 500 pods are about 5 MB of JSON. */
const pageObjects = 500
const usualMostObjects = 200_000
const mostPages = 4000
const mostPageBytes = 64 * 1024 * 1024

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
      this.#keep(page)
      token = textAt(page.around, 'metadata.continue')
      if (token === undefined || this.#seen >= most)
        return {
          items: this.#kept,
          resourceVersion: textAt(page.around, 'metadata.resourceVersion') ?? '',
          truncated: token !== undefined,
        }
    }
    throw badList(this.#resource, `is still not at its end after ${mostPages} pages`)
  }

  /** One page; in smaller pieces where its objects are huge. */
  async #page(token: string | undefined): Promise<Page<T>> {
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

  async #ask(token: string | undefined): Promise<Page<T>> {
    const { namespace, fieldSelector, labelSelector } = this.#options
    const query = new URLSearchParams({ limit: String(this.#limit) })
    if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector)
    if (labelSelector !== undefined) query.set('labelSelector', labelSelector)
    if (token !== undefined) query.set('continue', token)
    const { plural } = this.#resource
    const answer = await this.#caller.open(
      {
        asked: { verb: 'list', what: plural, resource: plural },
        method: 'GET',
        target: `${pathOf(this.#resource, { namespace })}?${query.toString()}`,
      },
      this.#options,
    )
    return await this.#caller.bodyOf(answer, plural, (body) => this.#read(body))
  }

  /** Nothing of a page counts before all of it is there: a smaller one may have to replace it. */
  async #read(body: AsyncIterable<Uint8Array>): Promise<Page<T>> {
    const items: T[] = []
    let seen = 0
    const scanner = new ListScanner((object) => {
      seen++
      const kept = this.#options.project(object as KubernetesObject)
      if (kept !== undefined) items.push(kept)
    })
    let size = 0
    for await (const chunk of body) {
      size += chunk.byteLength
      if (size > mostPageBytes) throw tooLarge(mostPageBytes)
      scanChunk(scanner, chunk, this.#resource)
    }
    return { items, seen, around: endOf(scanner, this.#resource) }
  }

  #keep({ items, seen }: Page<T>): void {
    const { compact } = this.#options
    for (const item of items) this.#kept.push(item)
    this.#seen += seen
    if (compact) this.#kept = compact(this.#kept)
  }
}

interface Page<T> {
  readonly items: readonly T[]
  readonly seen: number
  /** The list object without its items. */
  readonly around: unknown
}

function scanChunk(scanner: ListScanner, chunk: Uint8Array, resource: Resource): void {
  try {
    scanner.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  } catch (error) {
    throw error instanceof SyntaxError ? badList(resource, 'is no JSON') : error
  }
}

function endOf(scanner: ListScanner, resource: Resource): unknown {
  let around: unknown
  try {
    around = scanner.end()
  } catch {
    throw badList(resource, 'is no JSON')
  }
  // An empty list comes as [] or as null.
  const items = fieldAt(around, 'items')
  if (Array.isArray(items) || items === null) return around
  throw badList(resource, 'holds no items')
}

function badList({ plural }: Resource, what: string): BrambleError {
  return clusterError('api-bad-answer', `The list of ${plural} ${what}.`, {
    next: 'Something else than a Kubernetes API may answer there: check the server’s address.',
  })
}
