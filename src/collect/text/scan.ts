import type { LineQuery, LogLine } from '../../model/line.ts'
import type { ScanContext, StatedFact } from './context.ts'
import { coverageFacts } from './coverage.ts'
import { Folds } from './fold.ts'
import { isJournalJson } from './journal-json.ts'
import { LongLog } from './long-log.ts'
import { readPaste } from './paste.ts'
import { type CompiledQueries, compileQueries } from './queries.ts'

export type { ScanContext, StatedFact } from './context.ts'
export { type CompiledQueries, compileQueries } from './queries.ts'

export interface ScanResult {
  readonly lines: ReadonlyMap<LineQuery, readonly LogLine[]>
  /** Facts that the text states, as kind and record: boot-ends, log-coverage, pasted tables. */
  readonly facts: readonly StatedFact[]
}

/** Up to this length a text is read as a paste: each line is looked at. */
const mostPasteBytes = 1_048_576
/** A list of API objects is of use only as a whole. */
const mostObjectBytes = 33_554_432
const objectStart = /^\ufeff?\s*\{\s*"(?:apiVersion|kind|items|metadata|blockdevices)"\s*:/

/** Reads a text that comes in pieces: any length, bounded memory, bytes or characters. */
export class TextScan {
  readonly #compiled: CompiledQueries
  readonly #context: ScanContext
  readonly #folds: Folds
  /** The beginning of the text, while it may be a paste. */
  #held: Uint8Array[] = []
  #heldBytes = 0
  #mostHeld = mostPasteBytes
  #log: LongLog | undefined
  /** Half of a character that two pieces share. */
  #half = ''

  constructor(queries: readonly LineQuery[] | CompiledQueries, context: ScanContext) {
    this.#compiled = 'finder' in queries ? queries : compileQueries(queries)
    this.#context = context
    this.#folds = new Folds(context.elsewhere)
  }

  /** Takes the next piece; it is not looked at again once this returns. */
  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? this.#encode(chunk) : chunk
    if (this.#log) {
      this.#log.write(bytes)
      return
    }
    // Whoever wrote it may fill the same memory with the next piece.
    this.#held.push(Buffer.from(bytes))
    this.#heldBytes += bytes.length
    if (this.#heldBytes <= this.#mostHeld) return
    const isObject = this.#mostHeld < mostObjectBytes && objectStart.test(this.#beginning())
    if (isObject) this.#mostHeld = mostObjectBytes
    else this.#readAsLog()
  }

  /** Says what was found. Nothing can be written after it. */
  end(): ScanResult {
    if (!this.#log && isJournalJson(this.#beginning())) this.#readAsLog()
    if (this.#log) {
      const read = this.#log.end()
      const { boot } = this.#context
      return this.#result(coverageFacts(read), (segment, node) =>
        read.boots.bootOf(segment, node, boot),
      )
    }
    const text = Buffer.concat(this.#held).toString('utf8')
    const { facts, bootOf } = readPaste(text, this.#compiled, this.#context, this.#folds)
    return this.#result(facts, bootOf)
  }

  #encode(text: string): Uint8Array {
    const whole = this.#half + text
    const last = whole.charCodeAt(whole.length - 1)
    const isHalf = last >= 0xd800 && last < 0xdc00
    this.#half = isHalf ? whole.slice(-1) : ''
    return Buffer.from(isHalf ? whole.slice(0, -1) : whole)
  }

  #beginning(): string {
    return Buffer.concat(this.#held).toString('utf8', 0, beginningBytes)
  }

  #readAsLog(): void {
    this.#log = new LongLog(this.#compiled.ofLogs(), this.#context, this.#folds)
    for (const held of this.#held) this.#log.write(held)
    this.#held = []
  }

  #result(
    facts: readonly StatedFact[],
    bootOf: (segment: number, node: string | undefined) => number | undefined,
  ): ScanResult {
    const lines = this.#folds.lines(this.#context.evidence, bootOf)
    this.#folds.remember()
    const byQuery = new Map<LineQuery, readonly LogLine[]>()
    for (const [place, query] of this.#compiled.queries.entries()) {
      const found = lines.get(place)
      if (found) byQuery.set(query, found)
    }
    return { lines: byQuery, facts }
  }
}

const beginningBytes = 16_384

/** Finds the lines that any query asks for, folded and dated, and what else the text states. */
export function scanText(
  text: string,
  queries: readonly LineQuery[] | CompiledQueries,
  context: ScanContext,
): ScanResult {
  const scan = new TextScan(queries, context)
  scan.write(text)
  return scan.end()
}
