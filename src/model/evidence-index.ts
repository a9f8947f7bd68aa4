import type { Fact, Origin } from './facts/define.ts'
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
  /** Kinds of facts that were asked for, whatever came of it. */
  readonly asked: ReadonlySet<string>
  /** Kinds of facts that were asked for and not answered whole, and why. */
  readonly gaps: ReadonlyMap<string, string>
  /** Evidence id to its source and time, for the reader. */
  readonly sources: ReadonlyMap<string, { readonly source: string; readonly takenAt: string }>
}

/** The records of one kind of fact, whichever node they speak of; empty where nothing answered. */
export function factsOf<T>(index: EvidenceIndex, fact: Fact<T>): readonly (T & Origin)[] {
  // Collectors check records against the fact's schema before they become evidence.
  return (index.facts.get(fact.kind) ?? []) as readonly (T & Origin)[]
}
