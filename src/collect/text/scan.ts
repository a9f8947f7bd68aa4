import type { LineQuery, LogLine } from '../../model/line.ts'
import type { ScanContext, StatedFact } from './context.ts'
import { coverageFacts, type ReadText } from './coverage.ts'
import { Folds } from './fold.ts'
import { LongLog } from './long-log.ts'
import { type CompiledQueries, compileQueries } from './queries.ts'

export type { ScanContext, StatedFact } from './context.ts'
export { type CompiledQueries, compileQueries } from './queries.ts'

export interface ScanResult {
  readonly lines: ReadonlyMap<LineQuery, readonly LogLine[]>
  /** Facts that the text states, as kind and record: boot-ends, log-coverage, pasted tables. */
  readonly facts: readonly StatedFact[]
}

/** Reads a text that comes in pieces: any length, bounded memory, bytes or characters. */
export class TextScan {
  readonly #compiled: CompiledQueries
  readonly #context: ScanContext
  readonly #folds: Folds
  readonly #log: LongLog

  constructor(queries: readonly LineQuery[] | CompiledQueries, context: ScanContext) {
    this.#compiled = 'finder' in queries ? queries : compileQueries(queries)
    this.#context = context
    this.#folds = new Folds(context.elsewhere)
    this.#log = new LongLog(this.#compiled, context, this.#folds)
  }

  /** Takes the next piece. */
  write(chunk: Uint8Array | string): void {
    this.#log.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  }

  /** Says what was found. Nothing can be written after it. */
  end(): ScanResult {
    return this.#result(this.#log.end())
  }

  #result(read: ReadText): ScanResult {
    const { evidence, boot: base } = this.#context
    const lines = this.#folds.lines(evidence, (segment, node) =>
      read.boots.bootOf(segment, node, base),
    )
    this.#folds.remember()
    const byQuery = new Map<LineQuery, readonly LogLine[]>()
    for (const [place, query] of this.#compiled.queries.entries()) {
      const found = lines.get(place)
      if (found) byQuery.set(query, found)
    }
    return { lines: byQuery, facts: coverageFacts(read) }
  }
}

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
