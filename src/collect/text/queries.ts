import type { LineQuery } from '../../model/line.ts'
import { LiteralFinder } from './literal-finder.ts'

/** All queries made ready to be asked in one pass. */
export interface CompiledQueries {
  readonly queries: readonly LineQuery[]
  readonly finder: LiteralFinder
  /** Literal to the queries that it is for, by their places in `queries`. */
  readonly askers: readonly (readonly number[])[]
  /** Literals that only a journal in JSON holds, quotes escaped: they decide nothing by themselves. */
  readonly escaped: readonly boolean[]
  /** Literals that mark something in the log itself, for any query. */
  readonly marks: ReadonlyMap<number, Mark>
  /** The same places, without the literals of queries that only a paste is asked. */
  readonly ofLogs: () => CompiledQueries
}

/**
 * `boot`: journalctl's own line between two boots. `booting`, `version`: a kernel's first words.
 * `fall`: times since the boot that fall back. `bytes`: a message as a list of bytes, no boot's mark.
 */
export type Mark = 'boot' | 'booting' | 'version' | 'fall' | 'bytes'

/**
 * Texts that part one boot from the next. journalctl writes `-- Boot ID --` since systemd 250 and
 * `-- Reboot --` before (src/shared/logs-show.c, src/journal/journalctl.c); the kernel begins with
 * its version, on ARM after `Booting Linux on physical CPU` (init/main.c, arch/arm64/kernel/setup.c).
 * A message that holds other than printable UTF-8 is a list of bytes in the journal's JSON.
 */
const marks: readonly (readonly [string, Mark])[] = [
  ['-- Boot ', 'boot'],
  ['-- Reboot --', 'boot'],
  ['Linux version ', 'version'],
  ['Booting Linux on physical CPU', 'booting'],
  ['"MESSAGE":[', 'bytes'],
]

/** A daemon asks the same rules again and again: the same list is made ready once. */
const ready = new WeakMap<readonly LineQuery[], CompiledQueries>()

/**
 * Makes queries ready: once for any number of texts. A list that was given must not change.
 *
 * @throws RangeError for an empty literal: it would hit everywhere
 */
export function compileQueries(queries: readonly LineQuery[]): CompiledQueries {
  const known = ready.get(queries)
  if (known) return known
  // Patterns share questions; each is asked once.
  const compiled = compile([...new Set(queries)], () => true)
  ready.set(queries, compiled)
  return compiled
}

function compile(
  queries: readonly LineQuery[],
  isAsked: (query: LineQuery) => boolean,
): CompiledQueries {
  const literals: string[] = []
  const askers: Set<number>[] = []
  const escaped: boolean[] = []
  const known = new Map<string, number>()
  const add = (literal: string, onlyEscaped: boolean): number => {
    const id = known.get(literal) ?? literals.push(literal) - 1
    known.set(literal, id)
    askers[id] ??= new Set()
    escaped[id] = (escaped[id] ?? true) && onlyEscaped
    return id
  }
  for (const [place, query] of queries.entries()) {
    if (!isAsked(query)) continue
    for (const literal of query.literals) {
      if (literal === '') throw new RangeError('an empty literal stands everywhere')
      askers[add(literal, false)]?.add(place)
      const inJson = JSON.stringify(literal).slice(1, -1)
      if (inJson !== literal) askers[add(inJson, true)]?.add(place)
    }
  }
  const marked = new Map(marks.map(([literal, mark]) => [add(literal, false), mark]))
  let ofLogs: CompiledQueries | undefined
  return {
    queries,
    finder: new LiteralFinder(literals),
    askers: askers.map((places) => [...places]),
    escaped,
    marks: marked,
    ofLogs: () => (ofLogs ??= compile(queries, ({ onlyPasted }) => !onlyPasted)),
  }
}

/** The mark that a line holds, if any. */
export function markIn(text: string): Mark | undefined {
  return marks.find(([literal]) => text.includes(literal))?.[1]
}
