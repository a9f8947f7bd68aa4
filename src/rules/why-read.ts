import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { logCoverage } from '#src/model/facts/log.ts'
import type { LineQuery } from '#src/model/line.ts'
import type { RuleReading } from '#src/model/rule-answer.ts'
import type { Pattern } from './define-pattern.ts'
import { read } from './reading.ts'

/** Enough to know what a rule listens for. */
const mostWords = 6

/** What each reading of a pattern got, and why that may not be all. */
export function whatWasRead(
  pattern: Pattern,
  index: EvidenceIndex,
  node: string | undefined,
): RuleReading[] {
  const isWhole = pattern.scope === 'cluster'
  const ask = { now: index.takenAt, ...(node !== undefined && { node }) }
  const got = read(pattern.reads, index, ask, isWhole)
  return Object.entries(pattern.reads).map(([name, reading]) => {
    const records = got[name] ?? []
    if (reading.reading === 'fact') {
      const missing = unseenFacts(reading.kind, index)
      return {
        what: reading.kind,
        amount: records.length,
        ...(missing !== undefined && { missing }),
      }
    }
    const [first] = records
    const hasLog = records.length > 0 || wasRead(reading, index, isWhole ? undefined : node)
    return {
      what: 'log lines',
      words: reading.literals.slice(0, mostWords),
      amount: records.reduce((sum, { count }) => sum + count, 0),
      ...(first && { example: first.text.slice(first.messageStart ?? 0).trim() }),
      ...(!hasLog && { missing: 'no such log was read' }),
    }
  })
}

function unseenFacts(kind: string, index: EvidenceIndex): string | undefined {
  const isKnown = index.asked.has(kind) || index.facts.has(kind)
  return isKnown ? index.gaps.get(kind) : 'not asked'
}

function wasRead({ origins }: LineQuery, index: EvidenceIndex, node: string | undefined): boolean {
  return factsOf(index, logCoverage).some(
    (log) =>
      (node === undefined || log.node === undefined || log.node === node) &&
      (origins === undefined || log.origin === 'unknown' || origins.includes(log.origin)),
  )
}
