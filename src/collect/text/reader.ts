import type { LogOrigin } from '../../model/evidence.ts'
import type { Folds, Hit } from './fold.ts'
import { originOf, wants } from './origin.ts'
import type { CompiledQueries } from './queries.ts'
import type { Head } from './stamp/form.ts'
import { templateKey } from './template.ts'

/** What is known of a line; looked for only where a query fits it. */
export interface Place {
  readonly head: Head | undefined
  /** Origin of the text that it stands in. */
  readonly origin: LogOrigin
  /** Node that the text names; a line's own host counts only where there is none. */
  readonly node: string | undefined
  /** How many boots of the node ended before the line. */
  readonly segment: number
}

/** Asks queries about lines and folds the answers. */
export class LineReader {
  readonly #compiled: CompiledQueries
  readonly #folds: Folds
  readonly #redact: (text: string) => string
  /** Queries that were asked for by a literal of the present line. */
  readonly #asked: number[] = []
  readonly #askedFor: Uint32Array
  #line = 0

  constructor(compiled: CompiledQueries, folds: Folds, redact?: (text: string) => string) {
    this.#compiled = compiled
    this.#folds = folds
    this.#redact = redact ?? ((text) => text)
    this.#askedFor = new Uint32Array(compiled.queries.length)
  }

  /**
   * Tries the queries that these literals are for on the line that holds them.
   *
   * @param text cleaned of control characters
   */
  read(text: string, literals: Int32Array, placeOf: (text: string) => Place): void {
    let placed: Placed | undefined
    for (const query of this.#askers(literals)) {
      const fit = this.#fit(query, text)
      if (!fit) continue
      placed ??= this.#place(text, placeOf(text))
      if (!this.#wants(query, placed.origin)) continue
      this.#folds.add({ query, groups: fit.groups, ...placed })
    }
  }

  /** The same for a line that was unpacked or put together: looks for literals anew. */
  search(text: string, placeOf: (text: string) => Place): void {
    const bytes = Buffer.from(text)
    const { ids, count } = this.#compiled.finder.find(bytes, 0, bytes.length)
    if (count > 0) this.read(text, ids.slice(0, count), placeOf)
  }

  #askers(literals: Int32Array): readonly number[] {
    const { askers, escaped } = this.#compiled
    this.#line += 1
    this.#asked.length = 0
    for (const id of literals) {
      if (escaped[id]) continue
      for (const query of askers[id] ?? []) {
        if (this.#askedFor[query] === this.#line) continue
        this.#askedFor[query] = this.#line
        this.#asked.push(query)
      }
    }
    return this.#asked
  }

  #fit(query: number, text: string): { readonly groups?: RegExpExecArray['groups'] } | null {
    const matches = this.#compiled.queries[query]?.matches
    return matches ? matches.exec(text) : everything
  }

  #wants(query: number, origin: LogOrigin): boolean {
    const asked = this.#compiled.queries[query]
    return asked !== undefined && wants(asked, origin)
  }

  #place(text: string, { head = noHead, origin, node, segment }: Place): Placed {
    const clean = this.#redact(text.trim())
    const messageStart = Math.min(head.messageStart, clean.length)
    return {
      text: clean,
      messageStart,
      template: templateKey(clean, messageStart),
      node: node ?? head.host,
      origin: originOf(head.program, origin),
      program: head.program,
      segment,
      at: head.at,
      uptimeSeconds: head.uptimeSeconds,
    }
  }
}

const everything = {}

type Placed = Omit<Hit, 'query' | 'groups'>

const noHead: Head = { messageStart: 0 }
