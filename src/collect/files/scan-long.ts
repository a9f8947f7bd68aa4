import type { Evidence } from '../../model/evidence.ts'
import type { EvidenceIndex } from '../../model/evidence-index.ts'
import type { Origin } from '../../model/facts/define.ts'
import type { LineQuery, LogLine } from '../../model/line.ts'
import { redactText } from '../redact/redact.ts'
import { redactValue } from '../redact/value.ts'
import { type ScanResult, TextScan } from '../text/scan.ts'

/** A text that was read through but not kept, and what was found in it. */
export interface Scanned {
  readonly evidence: Evidence
  readonly result: ScanResult
}

/** The one place that knows how a long text is scanned: any length, bounded memory. */
export async function scanLong(
  bytes: AsyncIterable<Uint8Array>,
  queries: readonly LineQuery[],
  evidence: Evidence,
  signal: AbortSignal,
): Promise<Scanned> {
  const scan = new TextScan(queries, {
    evidence: evidence.id,
    node: evidence.node,
    origin: evidence.log?.origin ?? 'unknown',
    boot: evidence.log?.boot,
    takenAt: Date.parse(evidence.takenAt),
    redact: (text) => redactText(text).text,
  })
  for await (const chunk of bytes) {
    signal.throwIfAborted()
    scan.write(chunk)
  }
  const { lines, facts } = scan.end()
  return { evidence, result: { lines, facts: facts.map(withoutSecrets) } }
}

function withoutSecrets(fact: ScanResult['facts'][number]): ScanResult['facts'][number] {
  return { ...fact, record: redactValue(fact.record).value as object }
}

/** Adds what was found in long texts to the index of the evidence that was kept. */
export function withScanned(index: EvidenceIndex, scanned: readonly Scanned[]): EvidenceIndex {
  if (scanned.length === 0) return index
  const facts = new Map(index.facts)
  const lines = new Map(index.lines)
  for (const { evidence, result } of scanned) {
    for (const { kind, record, node = evidence.node } of result.facts) {
      const origin: Origin = { evidence: evidence.id, ...(node !== undefined && { node }) }
      facts.set(kind, [...(facts.get(kind) ?? []), { ...origin, ...record }])
    }
    for (const [query, found] of result.lines)
      lines.set(query, [...(lines.get(query) ?? []), ...found.map(withCleanGroups)])
  }
  const named = [...facts.values(), ...lines.values()].flat().flatMap(({ node }) => node ?? [])
  const nodes = [...new Set([...index.nodes, ...named])].sort()
  return { ...index, facts, lines, nodes }
}

/** Groups are cut from the line as it was read, before its secrets went. */
function withCleanGroups(line: LogLine): LogLine {
  const groups = Object.entries(line.groups).map(([name, text]) => [name, redactText(text).text])
  return { ...line, groups: Object.fromEntries(groups) }
}
