import type { LogOrigin } from '../../model/evidence.ts'
import type { LineQuery, LogLine } from '../../model/line.ts'

export interface ScanContext {
  readonly evidence: string
  readonly node?: string | undefined
  readonly origin: LogOrigin
  readonly boot?: number | undefined
  readonly complete?: boolean | undefined
  /** Milliseconds since the epoch: settles years and time zones that a log leaves out. */
  readonly takenAt: number
}

export interface ScanResult {
  readonly lines: ReadonlyMap<LineQuery, readonly LogLine[]>
  /** Facts that the text states, as kind and record: boot-ends, log-coverage, pasted tables. */
  readonly facts: readonly { readonly kind: string; readonly record: object }[]
}

/** Finds the lines that any query asks for, folded and dated. First version: plain and slow. */
export function scanText(
  text: string,
  queries: readonly LineQuery[],
  context: ScanContext,
): ScanResult {
  const found = new Map<LineQuery, Map<string, LogLine>>()
  const all = text.split(/\r?\n/)
  for (const line of all) {
    for (const query of queries) {
      if (query.origins && context.origin !== 'unknown' && !query.origins.includes(context.origin))
        continue
      if (!query.literals.some((literal) => line.includes(literal))) continue
      const hit = query.matches ? query.matches.exec(line) : undefined
      if (query.matches && !hit) continue
      const key = line.replace(/\d+/g, '#')
      const folded = found.get(query) ?? new Map<string, LogLine>()
      found.set(query, folded)
      const known = folded.get(key)
      folded.set(
        key,
        known
          ? { ...known, count: known.count + 1 }
          : {
              evidence: context.evidence,
              ...(context.node !== undefined && { node: context.node }),
              ...(context.boot !== undefined && { boot: context.boot }),
              text: line,
              origin: context.origin,
              count: 1,
              groups: { ...hit?.groups },
            },
      )
    }
  }
  const coverage = {
    origin: context.origin,
    lines: all.length,
    complete: context.complete ?? false,
  }
  return {
    lines: new Map([...found].map(([query, folded]) => [query, [...folded.values()]])),
    facts: [{ kind: 'log-coverage', record: coverage }],
  }
}
