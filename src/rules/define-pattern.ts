import type { Cause } from '../model/causes.ts'
import { told } from '../model/facts/told.ts'
import type { LineQuery } from '../model/line.ts'
import {
  because,
  match,
  type PatternOutcome,
  type Reason,
  type Severity,
} from '../model/verdict.ts'
import type { Ask, Read, Readings } from './reading.ts'
import { type Told, toldIn } from './told/saying.ts'

interface PatternDocs {
  readonly meaning: string
  readonly impact: string
  /** How to be sure. Commands may hold `{node}` and other placeholders that a match fills. */
  readonly diagnosis: string
  readonly mitigation: string
  readonly references: readonly string[]
}

/** Another cause of the same loud line, and what would be seen if it were that one. */
interface Rival {
  readonly cause: Cause
  readonly tell: string
}

/** What a cause brings about: ids of other patterns, on its own node or on any. */
export interface Explains {
  readonly onSameNode?: readonly string[]
  readonly anywhere?: readonly string[]
}

export interface PatternParts<Id extends string, R extends Readings> {
  readonly id: Id
  readonly title: string
  readonly severity: Severity
  /** `experimental` patterns are shown but cannot start a plan. */
  readonly stage: 'experimental' | 'stable'
  readonly since: string
  /** `node`: asked once a node with that node's evidence. `cluster`: asked once with everything. */
  readonly scope?: 'node' | 'cluster'
  readonly reads: R
  /** How people tell it in sentences, where no line of a program does. */
  readonly told?: Told
  readonly explains?: Explains
  /**
   * It says so as long as it lasts, and leaves nothing behind: once its lines stop it is over, and
   * explains nothing that began later. Without this a cause stays until somebody removes it.
   */
  readonly passes?: true
  /** It has no mechanism of its own: where another cause rests on its words, that one is meant. */
  readonly isGeneral?: true
  readonly rivals: readonly Rival[]
  /** Of a symptom: the one command that tells its causes apart. Placeholders as in `docs`. */
  readonly decides?: string
  /** Id of a goal or runbook of remedies.ts. */
  readonly remedy: string
  readonly docs: PatternDocs
  /** What helps against this evidence, where the page's mitigation lists several cases. */
  advise?(evidence: readonly Reason[]): string
  match(evidence: Read<R>, ask: Ask): PatternOutcome | readonly PatternOutcome[]
}

/** A pattern with its own types forgotten, as the engine handles it. */
export interface Pattern extends Omit<PatternParts<string, Readings>, 'match' | 'scope'> {
  readonly kind: 'cause' | 'symptom' | 'benign'
  readonly scope: 'node' | 'cluster'
  readonly queries: readonly LineQuery[]
  // The engine hands over what `reads` asked for; only define* know the exact type.
  // oxlint-disable-next-line typescript/no-explicit-any
  match(evidence: any, ask: Ask): PatternOutcome | readonly PatternOutcome[]
}

export function queriesOf(readings: Readings): LineQuery[] {
  return Object.values(readings).filter((reading) => reading.reading === 'lines')
}

/** Defines a cause: a known failure that has to be removed, or a benign look-alike. */
export function definePattern<const R extends Readings>(parts: PatternParts<Cause, R>): Pattern {
  const kind = parts.id.startsWith('benign-') ? 'benign' : 'cause'
  return { scope: 'node', ...parts, kind, queries: queriesOf(parts.reads), ...listening(parts) }
}

/** What a person tells counts where `match` finds nothing: a program's lines are the surer witness. */
function listening<R extends Readings>({
  reads,
  told: words,
  match: judge,
}: Pick<PatternParts<string, R>, 'reads' | 'told' | 'match'>): Partial<Pattern> {
  if (!words) return {}
  return {
    reads: { ...reads, passages: told },
    match(evidence: Read<R> & Read<{ passages: typeof told }>, ask) {
      const judged = [judge(evidence, ask)].flat()
      if (judged.some(({ kind }) => kind === 'match')) return judged
      const open = judged.find((outcome) => outcome.kind === 'unknown')
      const said = evidence.passages.flatMap((passage) =>
        toldIn(passage, words, open !== undefined).map((sentence) => because(passage, sentence)),
      )
      if (said.length === 0) return judged
      const decides = open?.next
      return match('suspected', said, { isTold: true, ...(decides !== undefined && { decides }) })
    },
  }
}

/** Defines a symptom: what a reader sees first, never the answer when a cause explains it. */
export function defineSymptom<const R extends Readings>(parts: PatternParts<string, R>): Pattern {
  const queries = queriesOf(parts.reads)
  return { scope: 'node', ...parts, kind: 'symptom', queries, ...listening(parts) }
}
