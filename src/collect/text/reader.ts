import type { LogOrigin } from '../../model/evidence.ts'
import type { LineQuery } from '../../model/line.ts'
import { withoutDenied } from './denied.ts'
import type { Folds, Hit } from './fold.ts'
import { isAcross, type Joined } from './joining.ts'
import type { FoundLiterals } from './literal-finder.ts'
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

/** Literals of one line: a part of what was found. */
export interface Literals {
  readonly ids: Int32Array
  readonly from: number
  readonly to: number
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
   * @returns the queries that it fits
   */
  read(text: string, literals: Literals, placeOf: (text: string) => Place): readonly number[] {
    let place: Place | undefined
    let placed: Hit | undefined
    let fitting = none
    for (const query of this.#askers(literals)) {
      const asked = this.#query(query)
      // Where a line comes from is known sooner than whether an expression fits it.
      if (asked.origins) {
        place ??= placeOf(text)
        if (!wants(asked, originOf(place.head?.program, place.origin))) continue
      }
      const fit = fitOf(asked, text)
      if (!fit) continue
      place ??= placeOf(text)
      if (isDenied(asked, text, place)) continue
      placed ??= this.#place(text, place)
      this.#folds.add(query, fit.groups, placed)
      fitting = [...fitting, query]
    }
    return fitting
  }

  /** The same for a line that was unpacked or put together: looks for literals anew. */
  search(text: string, placeOf: (text: string) => Place): readonly number[] {
    const { ids, count } = this.#find(text)
    return count === 0 ? none : this.read(text, { ids, from: 0, to: count }, placeOf)
  }

  /**
   * Tries queries on lines that may be one. A query is asked about the likeliest text that holds
   * its literal, and about less likely ones only where a wrong joint cannot make it fit.
   *
   * @returns the queries that it fits
   */
  readJoined(joined: Joined, joining: Joining, placeOf: () => Place): readonly number[] {
    const decided = new Set(joining.already)
    const fitting: number[] = []
    for (const variant of joined.variants) {
      const { text } = variant
      const { ids, count } = this.#find(text)
      for (const query of [...this.#askers({ ids, from: 0, to: count })]) {
        if (decided.has(query)) continue
        const asked = this.#query(query)
        const fit = fitOfJoined(asked, text, joined)
        if (!fit && forbids(asked)) decided.add(query)
        if (!fit || !(joining.isRecord || isAcross(variant, asked.literals, extentOf(fit))))
          continue
        decided.add(query)
        const placed = this.#place(text.slice(0, longestKept), placeOf())
        if (!wants(asked, placed.origin)) continue
        this.#folds.add(query, fit.groups, placed)
        fitting.push(query)
      }
    }
    return fitting
  }

  #find(text: string): FoundLiterals {
    const bytes = Buffer.from(text)
    return this.#compiled.finder.find(bytes, 0, bytes.length)
  }

  #askers(literals: Literals): readonly number[] {
    const { askers, escaped } = this.#compiled
    this.#line += 1
    this.#asked.length = 0
    for (let index = literals.from; index < literals.to; index++) {
      const id = literals.ids[index] as number
      if (escaped[id]) continue
      for (const query of askers[id] ?? []) {
        if (this.#askedFor[query] === this.#line) continue
        this.#askedFor[query] = this.#line
        this.#asked.push(query)
      }
    }
    return this.#asked
  }

  #query(place: number): LineQuery {
    return this.#compiled.queries[place] as LineQuery
  }

  #place(text: string, { head = noHead, origin, node, segment }: Place): Hit {
    const clean = this.#redact(text.trim())
    const indent = text.length - text.trimStart().length
    const messageStart = Math.max(0, Math.min(head.messageStart - indent, clean.length))
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

/** How lines were put together. */
interface Joining {
  /** Queries that one of the lines fits by itself. */
  readonly already: ReadonlySet<number>
  /** True where the first line begins like a record and the others do not. */
  readonly isRecord: boolean
}

/** What a query's expression found; all of the line where it has none. */
type Fit = RegExpExecArray | { readonly groups?: undefined }

const everything: Fit = {}
const none: readonly number[] = []
const longestKept = 4096

function fitOf({ matches }: LineQuery, text: string): Fit | null {
  return matches ? matches.exec(text) : everything
}

/** Whether what fits are words that somebody wrote were not there; a program's line has a head. */
function isDenied(query: LineQuery, text: string, { head }: Place): boolean {
  if (head) return false
  const left = withoutDenied(text)
  if (left === text) return false
  return !query.literals.some((literal) => left.includes(literal)) || !fitOf(query, left)
}

/** Whether a query asks for words that must not stand in the line. */
function forbids({ matches }: LineQuery): boolean {
  return /\(\?<?!/.test(matches?.source ?? '')
}

/** Where nobody knows which text it was, a forbidden word may stand in any of them. */
function fitOfJoined(query: LineQuery, text: string, { variants, isSure }: Joined): Fit | null {
  const fit = fitOf(query, text)
  if (isSure || !forbids(query)) return fit
  return variants.every((variant) => fitOf(query, variant.text)) ? fit : null
}

function extentOf(fit: Fit): readonly [number, number] | undefined {
  return 'index' in fit ? [fit.index, fit.index + fit[0].length] : undefined
}

const noHead: Head = { messageStart: 0 }
