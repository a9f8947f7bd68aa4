import { readInputs } from '#src/collect/files/read-inputs.ts'
import { systemClock } from '#src/model/clock.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { LineQuery, LogLine } from '#src/model/line.ts'
import { queries, rules } from '#src/operations/deciding.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import type { Piece } from '#test/support/mutations.ts'

interface Told {
  readonly id: string
  readonly path: string
  readonly evidence: readonly Piece[]
}

interface LeftOut {
  readonly id: string
  readonly answered: string
  /** What rules asked for that no other incident holds, and that this one answered with. */
  readonly onlyHere: readonly string[]
}

/**
 * Diagnoses each incident with rules whose authors had never seen it: a line that was found only by
 * words which stand in no other incident does not count. That is stricter than the truth, since
 * many such words come from a program's source; and it leaves the expressions as they are.
 */
export async function leaveOneOut(incidents: readonly Told[]): Promise<LeftOut[]> {
  const texts = incidents.map(({ evidence }) => evidence.map(({ text }) => text).join('\n'))
  const results: LeftOut[] = []
  for (const [place, { id, path }] of incidents.entries()) {
    const others = texts.filter((_, other) => other !== place)
    const isElsewhere = remembered((literal) => others.some((text) => text.includes(literal)))
    const { index, observation } = await readInputs([path], {
      ...{ queries, clock: systemClock, inIsTerminal: false },
      signal: new AbortController().signal,
    })
    const onlyHere = new Set<string>()
    const unseen = withoutLines(index, (query, { text }) => {
      const words = query.literals.filter((literal) => text.includes(literal))
      // A folded line shows one of its texts: where none of the words is left, it stays.
      if (words.length === 0 || words.some(isElsewhere)) return false
      for (const word of words) onlyHere.add(word)
      return true
    })
    const { cause } = diagnose(rules, unseen, observation)
    results.push({ id, answered: cause, onlyHere: [...onlyHere] })
  }
  return results
}

function withoutLines(
  index: EvidenceIndex,
  isLeftOut: (query: LineQuery, line: LogLine) => boolean,
): EvidenceIndex {
  const lines = [...index.lines].map(
    ([query, found]) => [query, found.filter((line) => !isLeftOut(query, line))] as const,
  )
  return { ...index, lines: new Map(lines) }
}

function remembered(ask: (word: string) => boolean): (word: string) => boolean {
  const known = new Map<string, boolean>()
  return (word) => {
    const answer = known.get(word) ?? ask(word)
    known.set(word, answer)
    return answer
  }
}
