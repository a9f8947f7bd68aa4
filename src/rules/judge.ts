import type { Finding, FindingEvidence } from '../model/diagnosis.ts'
import { type EvidenceIndex, factsOf } from '../model/evidence-index.ts'
import { told } from '../model/facts/told.ts'
import type { LogLine } from '../model/line.ts'
import { isLine, type Match, type PatternOutcome, type Reason } from '../model/verdict.ts'
import type { Pattern } from './define-pattern.ts'
import { type Ask, read } from './reading.ts'
import { type Course, courseOf } from './time-order.ts'

/** A pattern's match on one subject, before ranking. */
export interface Matched {
  readonly pattern: Pattern
  readonly subject: string
  /** Node that the evidence speaks of, where there is just one. */
  readonly node?: string
  readonly match: Match
  readonly evidence: readonly FindingEvidence[]
  /** It rests on a person's sentences alone, also where they quote a program. */
  readonly isTold: boolean
  /** Milliseconds since the epoch of the earliest and latest dated evidence. */
  readonly firstAt?: number
  readonly lastAt?: number
  readonly course: Course
}

export interface UndecidedPattern {
  readonly pattern: string
  readonly subject: string
  readonly reason: string
  readonly next?: string
}

export interface Judgement {
  readonly matched: readonly Matched[]
  /** Found, and contradicted by what is seen now: past, and no answer to what is wrong. */
  readonly ended: readonly Matched[]
  readonly undecided: readonly UndecidedPattern[]
}

const mostEvidence = 12

/** Asks every pattern: pure, and the same answer for the same evidence in any order. */
export function judge(patterns: readonly Pattern[], index: EvidenceIndex): Judgement {
  const matched = new Map<string, Matched>()
  const undecided = new Map<string, UndecidedPattern>()
  for (const { pattern, node, outcome } of asked(patterns, index)) {
    const ask: Ask = { now: index.takenAt, ...(node !== undefined && { node }) }
    if (outcome.kind === 'match') keep(matched, asMatched(pattern, outcome, ask, index))
    if (outcome.kind === 'unknown') {
      const found = asUndecided(pattern, outcome, node)
      undecided.set(`${found.pattern}@${found.subject}`, found)
    }
  }
  const all = withoutEchoes([...matched.values()])
  return {
    matched: all.filter(({ match }) => match.endedAt === undefined),
    ended: all.filter(({ match }) => match.endedAt !== undefined),
    undecided: [...undecided].filter(([id]) => !matched.has(id)).map(([, value]) => value),
  }
}

interface Asked {
  readonly pattern: Pattern
  readonly node: string | undefined
  readonly outcome: PatternOutcome
}

function* asked(patterns: readonly Pattern[], index: EvidenceIndex): Generator<Asked> {
  for (const pattern of patterns) {
    for (const node of askedNodes(pattern, index)) {
      const ask: Ask = { now: index.takenAt, ...(node !== undefined && { node }) }
      const evidence = read(pattern.reads, index, ask, pattern.scope === 'cluster')
      for (const outcome of asList(pattern.match(evidence, ask))) yield { pattern, node, outcome }
    }
  }
}

/**
 * A pattern is asked once a node, with unnamed evidence too, and once with unnamed evidence alone.
 * What it found in the latter is an echo where a node's match rests on the same evidence and more.
 */
function withoutEchoes(matched: readonly Matched[]): Matched[] {
  return matched.filter((found) => {
    if (found.pattern.scope === 'cluster' || found.node !== undefined) return true
    const others = matched.filter((other) => other !== found && other.pattern === found.pattern)
    const texts = (one: Matched) => new Set(one.evidence.map(({ id, text }) => `${id} ${text}`))
    return !others.some((other) => texts(found).isSubsetOf(texts(other)))
  })
}

/** One finding a pattern and subject: the surer, then the better proven. */
function keep(matched: Map<string, Matched>, found: Matched): void {
  const id = findingId(found)
  const other = matched.get(id)
  if (!other || stronger(found, other)) matched.set(id, found)
}

function asUndecided(
  pattern: Pattern,
  outcome: PatternOutcome & { kind: 'unknown' },
  node: string | undefined,
): UndecidedPattern {
  const { reason, next, subject = nodeSubject(node) } = outcome
  return { pattern: pattern.id, subject, reason, ...(next !== undefined && { next }) }
}

function askedNodes(pattern: Pattern, index: EvidenceIndex): (string | undefined)[] {
  if (pattern.scope === 'cluster') return [undefined]
  // What names no node is asked for by itself too; a cluster with names has little of it.
  return [undefined, ...index.nodes]
}

function asList(outcome: PatternOutcome | readonly PatternOutcome[]): readonly PatternOutcome[] {
  return Array.isArray(outcome) ? outcome : [outcome as PatternOutcome]
}

function stronger(one: Matched, other: Matched): boolean {
  if (one.match.confidence !== other.match.confidence) return one.match.confidence === 'confirmed'
  return one.evidence.length > other.evidence.length
}

export function nodeSubject(node: string | undefined): string {
  return node === undefined ? 'cluster' : `node/${node}`
}

function asMatched(pattern: Pattern, found: Match, ask: Ask, index: EvidenceIndex): Matched {
  const evidence = found.evidence.slice(0, mostEvidence).map((reason) => asEvidence(reason, index))
  const nodes = new Set(evidence.flatMap((piece) => (piece.node === undefined ? [] : [piece.node])))
  // A match that rests on unnamed evidence alone says nothing about the node it was asked for.
  const only = nodes.size === 1 ? [...nodes][0] : undefined
  const about =
    pattern.scope === 'node' && ask.node !== undefined && nodes.has(ask.node) ? ask.node : only
  const times = evidence
    .flatMap((piece) => [piece.at, piece.lastAt])
    .flatMap((at) => (at ? [Date.parse(at)] : []))
  return {
    pattern,
    subject: found.subject ?? nodeSubject(about),
    match: found,
    evidence,
    isTold: found.isTold ?? restsOnProse(found.evidence, index),
    course: courseOf(found.evidence, found.beganAt),
    ...(about !== undefined && { node: about }),
    ...(times.length > 0 && { firstAt: Math.min(...times), lastAt: Math.max(...times) }),
  }
}

/** A match without evidence rests on nothing that anybody told. */
function restsOnProse(evidence: readonly Reason[], index: EvidenceIndex): boolean {
  const sentences = factsOf(index, told).flatMap((passage) => passage.sentences)
  const isInProse = (reason: Reason) =>
    isLine(reason) && sentences.some((sentence) => reason.text.includes(sentence))
  return sentences.length > 0 && evidence.length > 0 && evidence.every(isInProse)
}

export function asEvidence(reason: Reason, index: EvidenceIndex): FindingEvidence {
  const origin = isLine(reason) ? reason : reason.of
  const from = index.sources.get(origin.evidence)
  return {
    id: origin.evidence,
    text: reason.text,
    count: 1,
    ...(origin.node !== undefined && { node: origin.node }),
    ...(from && { source: from.source }),
    ...(isLine(reason)
      ? { ...times(reason), ...message(reason) }
      : reason.at !== undefined && { at: new Date(reason.at).toISOString() }),
  }
}

function message({
  text,
  messageStart = 0,
  program,
}: LogLine): Pick<FindingEvidence, 'message' | 'program'> {
  return {
    ...(messageStart > 0 && { message: text.slice(messageStart) }),
    ...(program !== undefined && { program }),
  }
}

function times(line: LogLine): Pick<FindingEvidence, 'count' | 'at' | 'lastAt'> {
  const at = line.firstAt === undefined ? undefined : new Date(line.firstAt).toISOString()
  const lastAt = line.lastAt === undefined ? undefined : new Date(line.lastAt).toISOString()
  return {
    count: line.count,
    ...(at !== undefined && { at }),
    ...(lastAt !== undefined && lastAt !== at && { lastAt }),
  }
}

/** What the ranking knows of a match: whom it explains, and who cannot have brought it about. */
interface Placed {
  readonly explains: readonly string[]
  readonly against: readonly string[]
}

/** The finding that a reader gets. */
export function asFinding(found: Matched, { explains, against }: Placed): Finding {
  const { pattern, match } = found
  const iso = (at: number | undefined) =>
    at === undefined ? undefined : new Date(at).toISOString()
  const firstSeenAt = iso(found.firstAt ?? match.beganAt)
  const lastSeenAt = iso(found.lastAt)
  const { decides = pattern.decides } = match
  return {
    id: findingId(found),
    cause: pattern.id,
    kind: pattern.kind,
    title: pattern.title,
    subject: found.subject,
    severity: pattern.kind === 'benign' ? 'info' : (match.severity ?? pattern.severity),
    confidence: match.confidence,
    ...(firstSeenAt && { firstSeenAt }),
    ...(lastSeenAt && { lastSeenAt }),
    evidence: [...found.evidence],
    explains: [...explains],
    against: [...(match.against ?? []), ...against],
    remedy: match.remedy ?? pattern.remedy,
    meaning: fill(pattern.docs.meaning, found),
    diagnosis: fill(pattern.docs.diagnosis, found),
    mitigation: fill(mitigationOf(found), found),
    ...(decides !== undefined && { decides: fill(decides, found) }),
  }
}

/** What helps against these lines, and what a person may do last. */
function mitigationOf({ pattern, match }: Matched): string {
  const helps = pattern.advise?.(match.evidence) ?? pattern.docs.mitigation
  return [helps, match.lastly].filter(Boolean).join(' ')
}

function fill(words: string, found: Matched): string {
  return fillWords(words, {
    ...(found.node !== undefined && { node: found.node }),
    ...found.match.fill,
  })
}

/** Fills a page's placeholders. What is not known stays readable: `{node}` becomes NODE. */
export function fillWords(words: string, known: Readonly<Record<string, string>>): string {
  return words.replace(/\{([a-z]+)\}/gi, (_, name: string) => known[name] ?? name.toUpperCase())
}

export function findingId(found: Matched): string {
  return `${found.pattern.id}@${found.subject}`
}
