import type { Finding } from '../model/diagnosis.ts'
import type { Pattern } from './define-pattern.ts'
import { asFinding, findingId, type Matched } from './judge.ts'

/**
 * Orders matches so that the first is the cause that has to be removed.
 *
 * A match is explained when another one names its id in `explains`, can have come before it, and
 * is at least as sure (a symptom is explained by a suspicion too). What nothing explains comes
 * first: the surer, then what explains more, then the earlier, then by name, so that the order
 * never depends on that of the evidence.
 *
 * @param agents nodes that are known to run no control plane
 */
export function rank(
  matched: readonly Matched[],
  agents: ReadonlySet<string> = new Set(),
): Finding[] {
  const explainedBy = new Map<Matched, Matched[]>(matched.map((found) => [found, []]))
  const explains = new Map<Matched, Matched[]>(matched.map((found) => [found, []]))
  const graph = reachable(matched.map((found) => found.pattern))
  for (const cause of matched) {
    for (const effect of matched) {
      if (cause === effect || !canExplain(cause, effect, graph)) continue
      if (isFarFrom(cause, effect, agents)) continue
      explains.get(cause)?.push(effect)
      explainedBy.get(effect)?.push(cause)
    }
  }
  const isRoot = (found: Matched) => explainedBy.get(found)?.length === 0
  const key = (found: Matched) =>
    [
      found.pattern.kind === 'benign' ? 1 : 0,
      isRoot(found) ? 0 : 1,
      found.pattern.kind === 'symptom' ? 1 : 0,
      found.match.confidence === 'confirmed' ? 0 : 1,
      -(explains.get(found)?.length ?? 0),
      found.firstAt ?? Number.MAX_SAFE_INTEGER,
    ] as const
  const ordered = [...matched].sort(
    (one, other) => compare(key(one), key(other)) || byName(one, other),
  )
  return ordered.map((found) => asFinding(found, (explains.get(found) ?? []).map(findingId).sort()))
}

interface Health {
  /** Checks passed, none failed, none was unknown. */
  readonly wellSeen: boolean
  readonly failing: boolean
}

/** The slug that a diagnosis answers with: see design.md, exit codes and output. */
export function answer(findings: readonly Finding[], { wellSeen, failing }: Health): string {
  const wrong = findings.find((finding) => finding.kind !== 'benign')
  if (wrong) return wrong.kind === 'cause' ? wrong.cause : 'unknown'
  if (failing) return 'unknown'
  return findings[0]?.cause ?? (wellSeen ? 'none' : 'unknown')
}

/** Clocks of nodes differ, and a cause is often logged later than what it breaks. */
const slackMilliseconds = 5 * 60_000

interface Reach {
  readonly sameNode: Set<string>
  readonly anywhere: Set<string>
}

type Graph = ReadonlyMap<string, Reach>

function canExplain(cause: Matched, effect: Matched, graph: Graph): boolean {
  return (
    cause.pattern.kind === 'cause' &&
    names(cause, effect, graph) &&
    sureEnough(cause, effect) &&
    cameFirst(cause, effect)
  )
}

/** What only a server can bring about on other nodes. */
const needsServer: ReadonlySet<string> = new Set([
  'api-not-ready',
  'apiserver-overload-tls-timeouts',
  'etcd-quorum-or-member',
  'node-silent',
  'server-unreachable-from-agent',
  'slow-datastore-disk',
])

/** An agent that is ill does not make the API or another agent ill. */
function isFarFrom(cause: Matched, effect: Matched, agents: ReadonlySet<string>): boolean {
  if (cause.node === undefined || !agents.has(cause.node)) return false
  return cause.node !== effect.node && needsServer.has(effect.pattern.id)
}

function names(cause: Matched, effect: Matched, graph: Graph): boolean {
  const reach = graph.get(cause.pattern.id)
  if (reach?.anywhere.has(effect.pattern.id)) return true
  const sameNode =
    cause.node === undefined || effect.node === undefined || cause.node === effect.node
  return sameNode && reach?.sameNode.has(effect.pattern.id) === true
}

/** A suspicion never dethrones what is certain, but a symptom asks for any cause. */
function sureEnough(cause: Matched, effect: Matched): boolean {
  return (
    cause.match.confidence === 'confirmed' ||
    effect.match.confidence === 'suspected' ||
    effect.pattern.kind === 'symptom'
  )
}

function cameFirst(cause: Matched, effect: Matched): boolean {
  if (cause.firstAt === undefined || effect.lastAt === undefined) return true
  return cause.firstAt <= effect.lastAt + slackMilliseconds
}

/** Follows `explains` through the patterns that are there: a → b → c makes a explain c. */
function reachable(patterns: readonly Pattern[]): Graph {
  const byId = new Map(patterns.map((pattern) => [pattern.id, pattern]))
  const graph = new Map<string, Reach>()
  for (const id of byId.keys()) {
    const reach: Reach = { sameNode: new Set(), anywhere: new Set() }
    spread(id, true, reach, byId)
    reach.sameNode.delete(id)
    reach.anywhere.delete(id)
    graph.set(id, reach)
  }
  return graph
}

/** Ends because each id enters each of the two sets once. */
function spread(
  from: string,
  here: boolean,
  reach: Reach,
  byId: ReadonlyMap<string, Pattern>,
): void {
  const { onSameNode = [], anywhere = [] } = byId.get(from)?.explains ?? {}
  const steps = [
    { targets: onSameNode, still: here },
    { targets: anywhere, still: false },
  ]
  for (const { targets, still } of steps) {
    const known = still ? reach.sameNode : reach.anywhere
    for (const target of targets.filter((id) => !known.has(id))) {
      known.add(target)
      spread(target, still, reach, byId)
    }
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [place, value] of one.entries()) {
    const difference = value - (other[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function byName(one: Matched, other: Matched): number {
  return findingId(one) < findingId(other) ? -1 : 1
}
