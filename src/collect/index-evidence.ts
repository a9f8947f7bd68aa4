import { logCoverage } from '#src/model/facts/log.ts'
import { bootEnds } from '#src/model/facts/node.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'
import type { Evidence } from '../model/evidence.ts'
import type { EvidenceIndex } from '../model/evidence-index.ts'
import type { Origin } from '../model/facts/define.ts'
import type { LineQuery, LogLine } from '../model/line.ts'
import { spokenLines } from './spoken.ts'
import { type CompiledQueries, compileQueries, type ScanResult, scanText } from './text/scan.ts'

type Stated = Origin & object

interface Found {
  readonly facts: Map<string, Stated[]>
  readonly lines: Map<LineQuery, LogLine[]>
  /** Records that texts state: the same table is often pasted twice. */
  readonly pasted: Set<string>
}

/**
 * Makes evidence readable for rules: facts by kind, log texts scanned for the lines that
 * `queries` ask for. The answer does not depend on the order of the evidence.
 *
 * @param takenAt milliseconds since the epoch, the time of the observation
 */
export function indexEvidence(
  evidence: readonly Evidence[],
  queries: readonly LineQuery[],
  takenAt: number,
): EvidenceIndex {
  const found: Found = { facts: new Map(), lines: new Map(), pasted: new Set() }
  const compiled = compileQueries(queries)
  const elsewhere = new Map<string, number>()
  for (const piece of withoutCopies(evidence)) {
    for (const record of recordsOf(piece))
      add(found.facts, piece.kind, { ...originOf(piece), ...(record as object) })
    const result = scanPiece(piece, compiled, elsewhere)
    if (result) addResult(found, piece, result)
    for (const spoken of scanSpoken(piece, compiled)) addLines(found, spoken)
  }
  for (const lines of found.lines.values()) lines.sort(inOrder)
  return {
    facts: found.facts,
    lines: found.lines,
    nodes: namesOf(found),
    takenAt,
    asked: new Set(evidence.map(({ kind }) => kind)),
    gaps: gapsOf(evidence),
    sources: new Map(
      evidence.map((piece) => [piece.id, { source: piece.source, takenAt: piece.takenAt }]),
    ),
  }
}

/** A session holds no records: how it went is what it tells. */
function recordsOf({ kind, records = [], outcome, reason }: Evidence): readonly unknown[] {
  return kind === sshSessions.kind ? [{ outcome, ...(reason && { reason }) }] : records
}

/** A list that was forbidden or cut off looks like a short one: who counts on it has to know. */
function gapsOf(evidence: readonly Evidence[]): Map<string, string> {
  const gaps = evidence.flatMap(({ kind, outcome, reason, truncated }) => {
    if (outcome === 'answered') return truncated ? [[kind, 'the list was cut off'] as const] : []
    return outcome === 'not-applicable' ? [] : [[kind, reason ?? outcome] as const]
  })
  return new Map(gaps)
}

/** Evidence by its id, the same text of the same node only once. */
function withoutCopies(evidence: readonly Evidence[]): Evidence[] {
  const sorted = [...evidence].sort((one, other) => (one.id < other.id ? -1 : 1))
  const seen = new Set<string>()
  return sorted.filter((piece) => {
    if (piece.text === undefined) return true
    const name = JSON.stringify([piece.node, piece.log, piece.text])
    const isNew = !seen.has(name)
    seen.add(name)
    return isNew
  })
}

function scanPiece(
  piece: Evidence,
  compiled: CompiledQueries,
  elsewhere: Map<string, number>,
): ScanResult | undefined {
  if (piece.text === undefined) return undefined
  return scanText(piece.text, compiled, {
    evidence: piece.id,
    node: piece.node,
    origin: piece.log?.origin ?? 'unknown',
    boot: piece.log?.boot,
    bootId: piece.bootId,
    complete: piece.log?.complete,
    // Whoever pastes does not say whether that is all; only our own readers do.
    isLog: piece.log?.complete !== undefined,
    takenAt: Date.parse(piece.takenAt),
    elsewhere,
  })
}

/** Facts about a text itself: two texts may well be covered alike. */
const aboutTexts: ReadonlySet<string> = new Set([logCoverage.kind, bootEnds.kind])

function addResult(found: Found, piece: Evidence, result: ScanResult): void {
  const origin = originOf(piece)
  for (const { kind, record, node } of result.facts) {
    const name = aboutTexts.has(kind)
      ? undefined
      : JSON.stringify([kind, origin.node ?? node, record])
    if (name !== undefined && found.pasted.has(name)) continue
    if (name !== undefined) found.pasted.add(name)
    add(found.facts, kind, { ...(node !== undefined && { node }), ...origin, ...record })
  }
  addLines(found, result)
}

function addLines(found: Found, { lines }: ScanResult): void {
  for (const [query, hits] of lines) for (const line of hits) add(found.lines, query, line)
}

/** The messages in records of the API, node by node. */
function scanSpoken(piece: Evidence, compiled: CompiledQueries): ScanResult[] {
  const byNode = Map.groupBy(spokenLines(piece), ({ node }) => node ?? piece.node)
  return [...byNode].map(([node, spoken]) =>
    scanText(spoken.map(({ line }) => line).join('\n'), compiled, {
      evidence: piece.id,
      node,
      origin: 'events',
      takenAt: Date.parse(piece.takenAt),
    }),
  )
}

function originOf(piece: Evidence): Origin {
  return { evidence: piece.id, ...(piece.node !== undefined && { node: piece.node }) }
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

/** By time, then by what the lines say; undated lines come last. */
function inOrder(one: LogLine, other: LogLine): number {
  return (
    whenOf(one) - whenOf(other) ||
    compare(one.text, other.text) ||
    compare(one.node ?? '', other.node ?? '') ||
    compare(one.evidence, other.evidence)
  )
}

function whenOf({ firstAt, firstUptimeSeconds }: LogLine): number {
  // Times since a boot are all smaller than dates, and ordered among themselves.
  return firstAt ?? firstUptimeSeconds ?? Number.MAX_SAFE_INTEGER
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}

function namesOf({ facts, lines }: Found): string[] {
  const names = new Set<string>()
  for (const records of [...facts.values(), ...lines.values()])
    for (const { node } of records) if (node !== undefined) names.add(node)
  // The API's list of nodes speaks of each of them, though no node was asked for it.
  for (const record of facts.get('nodes') ?? [])
    if ('name' in record && typeof record.name === 'string') names.add(record.name)
  return [...names].sort()
}
