import type { Origin } from './facts/define.ts'
import type { LineQuery, LogLine } from './line.ts'

/** Everything one observation holds, ready to be read by rules. */
export interface EvidenceIndex {
  /** Kind of fact to its records. */
  readonly facts: ReadonlyMap<string, readonly (Origin & object)[]>
  readonly lines: ReadonlyMap<LineQuery, readonly LogLine[]>
  /** Names of all nodes that any evidence speaks of, sorted. */
  readonly nodes: readonly string[]
  /** Milliseconds since the epoch. */
  readonly takenAt: number
  /** Evidence id to its source and time, for the reader. */
  readonly sources: ReadonlyMap<string, { readonly source: string; readonly takenAt: string }>
}
