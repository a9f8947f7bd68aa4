import type { Evidence } from '../model/evidence.ts'
import type { EvidenceIndex } from '../model/evidence-index.ts'
import type { Origin } from '../model/facts/define.ts'
import type { LineQuery, LogLine } from '../model/line.ts'
import { scanText } from './text/scan.ts'

/**
 * Makes evidence readable for rules: facts by kind, log texts scanned for the lines that
 * `queries` ask for.
 *
 * @param takenAt milliseconds since the epoch, the time of the observation
 */
export function indexEvidence(
  evidence: readonly Evidence[],
  queries: readonly LineQuery[],
  takenAt: number,
): EvidenceIndex {
  const facts = new Map<string, (Origin & object)[]>()
  const lines = new Map<LineQuery, LogLine[]>()
  const nodes = new Set<string>()
  for (const piece of evidence) {
    const origin: Origin = {
      evidence: piece.id,
      ...(piece.node !== undefined && { node: piece.node }),
    }
    for (const record of piece.records ?? [])
      addFact(facts, piece.kind, { ...origin, ...(record as object) })
    if (piece.text === undefined) continue
    const result = scanText(piece.text, queries, {
      evidence: piece.id,
      node: piece.node,
      origin: piece.log?.origin ?? 'unknown',
      boot: piece.log?.boot,
      complete: piece.log?.complete,
      takenAt: Date.parse(piece.takenAt),
    })
    for (const { kind, record } of result.facts) addFact(facts, kind, { ...origin, ...record })
    for (const [query, found] of result.lines)
      lines.set(query, [...(lines.get(query) ?? []), ...found])
  }
  for (const records of [...facts.values(), ...lines.values()])
    for (const record of records) if (record.node !== undefined) nodes.add(record.node)
  const sources = new Map(
    evidence.map((piece) => [piece.id, { source: piece.source, takenAt: piece.takenAt }]),
  )
  return { facts, lines, nodes: [...nodes].sort(), takenAt, sources }
}

function addFact(
  facts: Map<string, (Origin & object)[]>,
  kind: string,
  record: Origin & object,
): void {
  const known = facts.get(kind)
  if (known) known.push(record)
  else facts.set(kind, [record])
}
