import type { LineQuery } from '../model/line.ts'
import type { Severity, Verdict } from '../model/verdict.ts'
import { queriesOf } from './define-pattern.ts'
import type { Ask, Read, Readings } from './reading.ts'

interface CheckParts<R extends Readings> {
  readonly id: string
  /** Reads well after "waiting for". */
  readonly title: string
  /** `node`: asked once a node. `cluster`: asked once. */
  readonly scope: 'node' | 'cluster'
  /** How bad a fail is where the verdict does not say; advice is `info`. */
  readonly severity: Severity
  /**
   * `steps`: only a step's gates and verify ask it. A cluster is well although its nodes are not
   * cordoned, so `bramble check` leaves it out. It reads what is known of all nodes, since it may
   * weigh one against the others; any other check of a node hears of that node alone.
   */
  readonly askedBy?: 'steps'
  readonly reads: R
  /** Evidence older than this answers `unknown`. */
  readonly staleAfterSeconds: number
  /** True where it may pass by itself after a while, so that `--when-ready` has something to wait for. */
  readonly mayOpen?: true
  readonly docs: {
    /** What is so where it passes, in the words that a reader would look for: `The node is Ready`. */
    readonly heading: string
    readonly meaning: string
    /** The safe way out of a fail: wait, repair, ask. What somebody may accept is not said here. */
    readonly next: string
    /** What somebody takes on who accepts it all the same, where a gate lets them. */
    readonly accepting?: string
    readonly references: readonly string[]
  }
  ask(evidence: Read<R>, ask: Ask): Verdict | readonly Verdict[]
}

/** One question about a cluster, with its exact types forgotten. */
export interface Check extends Omit<CheckParts<Readings>, 'ask'> {
  readonly queries: readonly LineQuery[]
  // oxlint-disable-next-line typescript/no-explicit-any
  ask(evidence: any, ask: Ask): Verdict | readonly Verdict[]
}

/** Defines a check. Health, preflight and step verification share it. */
export function defineCheck<const R extends Readings>(parts: CheckParts<R>): Check {
  return { ...parts, queries: queriesOf(parts.reads) }
}
