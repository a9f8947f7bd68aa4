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
 */
export function rank(matched: readonly Matched[]): Finding[] {
  const explainedBy = new Map<Matched, Matched[]>(matched.map((found) => [found, []]))
  const explains = new Map<Matched, Matched[]>(matched.map((found) => [found, []]))
  const graph = reachable(matched.map((found) => found.pattern))
  for (const cause of matched) {
    for (const effect of matched) {
      if (cause === effect || !canExplain(cause, effect, graph)) continue
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

/** The slug that a diagnosis answers with: see design.md, exit codes and output. */
export function answer(findings: readonly Finding[], wellSeen: boolean): string {
  const wrong = findings.filter((finding) => finding.kind !== 'benign')
  const first = wrong[0]
  if (first?.kind === 'cause') return first.cause
  if (first) return 'unknown'
  if (findings[0]) return findings[0].cause
  return wellSeen ? 'none' : 'unknown'
}

/** Clocks of nodes differ, and a cause is often logged later than what it breaks. */
const slackMilliseconds = 5 * 60_000

type Graph = ReadonlyMap<string, { sameNode: ReadonlySet<string>; anywhere: ReadonlySet<string> }>

function canExplain(cause: Matched, effect: Matched, graph: Graph): boolean {
  if (cause.pattern.kind !== 'cause') return false
  const reach = graph.get(cause.pattern.id)
  const sameNode =
    cause.node === undefined || effect.node === undefined || cause.node === effect.node
  const named =
    reach?.anywhere.has(effect.pattern.id) || (sameNode && reach?.sameNode.has(effect.pattern.id))
  if (!named) return false
  const surer = cause.match.confidence === 'confirmed' || effect.match.confidence === 'suspected'
  if (!surer && effect.pattern.kind !== 'symptom') return false
  return (
    cause.firstAt === undefined ||
    effect.lastAt === undefined ||
    cause.firstAt <= effect.lastAt + slackMilliseconds
  )
}

/** Follows `explains` through the patterns that are there: a → b → c makes a explain c. */
function reachable(patterns: readonly Pattern[]): Graph {
  const byId = new Map(patterns.map((pattern) => [pattern.id, pattern]))
  const graph = new Map<string, { sameNode: Set<string>; anywhere: Set<string> }>()
  for (const { id } of byId.values()) {
    const reach = { sameNode: new Set<string>(), anywhere: new Set<string>() }
    const visit = (from: string, stillSameNode: boolean, depth: number) => {
      const explains = byId.get(from)?.explains
      if (!explains || depth > 8) return
      for (const [targets, same] of [
        [explains.onSameNode ?? [], stillSameNode],
        [explains.anywhere ?? [], false],
      ] as const) {
        for (const target of targets) {
          const known = same ? reach.sameNode : reach.anywhere
          if (target === id || known.has(target)) continue
          known.add(target)
          visit(target, same, depth + 1)
        }
      }
    }
    visit(id, true, 0)
    graph.set(id, reach)
  }
  return graph
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
