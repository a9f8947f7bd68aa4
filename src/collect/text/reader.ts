import type { LogOrigin } from '../../model/evidence.ts'
import type { Folds } from './fold.ts'
import { originOf, wants } from './origin.ts'
import type { CompiledQueries } from './queries.ts'
import type { Head } from './stamp/form.ts'

/** A line that holds a literal, with what is known of it. */
export interface FoundLine {
  /** Cleaned of control characters. */
  readonly text: string
  readonly head: Head | undefined
  /** Origin of the text that it stands in. */
  readonly origin: LogOrigin
  /** Node that the text names; a line's own host counts only where there is none. */
  readonly node: string | undefined
  readonly segment: number
}

/** What a line shows of its place and time, whatever is asked of it. */
interface Placed {
  readonly origin: LogOrigin
  readonly node: string | undefined
}

/** Asks queries about lines and folds the answers. */
export class LineReader {
  readonly #compiled: CompiledQueries
  readonly #folds: Folds
  readonly #redact: (text: string) => string

  constructor(compiled: CompiledQueries, folds: Folds, redact?: (text: string) => string) {
    this.#compiled = compiled
    this.#folds = folds
    this.#redact = redact ?? ((text) => text)
  }

  /** Places of the queries that one of these literals is for. */
  askersOf(literals: Iterable<number>): ReadonlySet<number> {
    const { askers, escaped } = this.#compiled
    const places = new Set<number>()
    for (const id of literals) {
      if (escaped[id]) continue
      for (const place of askers[id] ?? []) places.add(place)
    }
    return places
  }

  /** The same for a text that was unpacked or put together: looks for literals anew. */
  askersIn(text: string): ReadonlySet<number> {
    const bytes = Buffer.from(text)
    return this.askersOf(this.#compiled.finder.find(bytes, 0, bytes.length).ids)
  }

  /** Tries queries on a line that holds a literal of each; counts what fits. */
  read(line: FoundLine, places: Iterable<number>): void {
    let placed: Placed | undefined
    let text: string | undefined
    for (const place of places) {
      const query = this.#compiled.queries[place]
      if (!query) continue
      placed ??= placeOf(line)
      if (!wants(query, placed.origin)) continue
      const groups = query.matches ? query.matches.exec(line.text) : undefined
      if (groups === null) continue
      text ??= this.#redact(line.text.trim())
      this.#folds.add({
        query: place,
        text,
        messageStart: Math.min(line.head?.messageStart ?? 0, text.length),
        ...placed,
        program: line.head?.program,
        segment: line.segment,
        at: line.head?.at,
        uptimeSeconds: line.head?.uptimeSeconds,
        groups: groups?.groups,
      })
    }
  }
}

function placeOf({ head, origin, node }: FoundLine): Placed {
  return { origin: originOf(head?.program, origin), node: node ?? head?.host }
}
