import type { Finding } from '../model/diagnosis.ts'
import { lightness } from './answer.ts'
import type { Pattern } from './define-pattern.ts'
import { asFinding, findingId, type Matched } from './judge.ts'
import { endedBefore } from './time-order.ts'

/** All findings, the first of them the cause that has to be removed. */
export interface Ranking {
  readonly findings: readonly Finding[]
  /** Ids of causes that were over before what is wrong now began. */
  readonly over: ReadonlySet<string>
}

/**
 * Orders matches so that the first is the cause that has to be removed.
 *
 * A match is explained when another one names its id in `explains`, can have come before it and
 * had not ended by then, and is at least as sure (a symptom is explained by a suspicion too). What
 * nothing explains comes first: the surer, then what explains more, then the earlier, then by name,
 * so that the order never depends on that of the evidence. A cause that was over before a symptom
 * began which it does not explain comes after all others: it is of another time.
 *
 * @param agents nodes that are known to run no control plane
 */
export function rank(
  matched: readonly Matched[],
  agents: ReadonlySet<string> = new Set(),
): Ranking {
  const { explains, tooEarly } = relate(matched, agents)
  const symptoms = clocksAgree(matched)
    ? matched.filter(({ pattern }) => pattern.kind === 'symptom')
    : []
  const over = new Set(matched.filter((found) => isOver(found, explains.get(found), symptoms)))
  for (const cause of over) keepDated(explains.get(cause))
  const isRoot = rootsAmong(matched, explains)
  const key = (found: Matched) =>
    [
      lightness(found.pattern.kind, found.match.severity ?? found.pattern.severity),
      over.has(found) ? 1 : 0,
      isRoot(found) ? 0 : 1,
      isUrgent(found) ? 0 : 1,
      found.pattern.kind === 'symptom' ? 1 : 0,
      found.match.confidence === 'confirmed' ? 0 : 1,
      yields(found, matched) ? 1 : 0,
      found.isTold ? 1 : 0,
      -weightOf(explains.get(found)),
      beginOf(found),
    ] as const
  const ordered = [...matched].sort(
    (one, other) => compare(key(one), key(other)) || byName(one, other),
  )
  const findings = ordered.map((found) =>
    asFinding(found, {
      explains: [...(explains.get(found) ?? [])].map(findingId).sort(),
      against: against(found, tooEarly),
    }),
  )
  return { findings, over: new Set([...over].map(findingId)) }
}

/** The same words say more of a cause that has a mechanism of its own. */
function yields({ pattern, evidence: [first] }: Matched, matched: readonly Matched[]): boolean {
  if (!pattern.isGeneral || !first) return false
  return matched.some(
    ({ pattern: { kind, isGeneral }, evidence }) =>
      kind === 'cause' &&
      !isGeneral &&
      evidence.some(({ id, text }) => id === first.id && text === first.text),
  )
}

/** A symptom that a person tells is asked about, and speaks for none of its causes. */
function weightOf(effects: ReadonlySet<Matched> = new Set()): number {
  return [...effects].filter((effect) => !(effect.isTold && effect.pattern.kind === 'symptom'))
    .length
}

function beginOf({ firstAt, course }: Matched): number {
  return firstAt ?? course.beganAt ?? Number.MAX_SAFE_INTEGER
}

/** What a person must act on first, although nobody knows why it is so. */
function isUrgent({ pattern, match }: Matched): boolean {
  return match.confidence === 'confirmed' && (match.severity ?? pattern.severity) === 'critical'
}

/** Where clocks are known to differ, what one calls earlier may be the same minute. */
function clocksAgree(matched: readonly Matched[]): boolean {
  return !matched.some(({ pattern }) => pattern.id === 'clock-skew')
}

type Relation = Map<Matched, Set<Matched>>

interface Related {
  readonly explains: Relation
  /** Of a cause, what it would explain, had it not been over before that began. */
  readonly tooEarly: Relation
}

function relate(matched: readonly Matched[], agents: ReadonlySet<string>): Related {
  const explains: Relation = new Map(matched.map((found) => [found, new Set()]))
  const tooEarly: Relation = new Map(matched.map((found) => [found, new Set()]))
  const graph = reachable(matched.map((found) => found.pattern))
  const inOrder = clocksAgree(matched)
  for (const cause of matched) {
    for (const effect of matched) {
      if (cause === effect || !canExplain(cause, effect, graph)) continue
      if (isFarFrom(cause, effect, agents)) continue
      const isEarly = inOrder && hadEnded(cause, effect) !== undefined
      const relation = isEarly ? tooEarly : explains
      relation.get(cause)?.add(effect)
    }
  }
  throughOthers(explains, tooEarly)
  return { explains, tooEarly }
}

/** A disk that was over may have begun an overload that went on. Ends: each turn moves a pair. */
function throughOthers(explains: Relation, tooEarly: Relation): void {
  for (let moved = true; moved; ) {
    moved = false
    for (const [cause, effects] of tooEarly) {
      const own = explains.get(cause) ?? new Set()
      const reached = [...effects].filter((effect) =>
        [...own].some((between) => explains.get(between)?.has(effect)),
      )
      for (const effect of reached) own.add(effect)
      for (const effect of reached) effects.delete(effect)
      moved ||= reached.length > 0
    }
  }
}

function rootsAmong(matched: readonly Matched[], explains: Relation): (found: Matched) => boolean {
  const explained = new Set(matched.flatMap((cause) => [...(explains.get(cause) ?? [])]))
  return (found) => !explained.has(found)
}

/** How long before the effect began its cause had ended, where the cause is one that ends. */
function hadEnded(cause: Matched, effect: Matched): number | undefined {
  return cause.pattern.passes ? endedBefore(cause.course, effect.course) : undefined
}

/** Over is what ended before a symptom began, unless what it did bring about went on until then. */
function isOver(
  found: Matched,
  effects: ReadonlySet<Matched> | undefined,
  symptoms: readonly Matched[],
): boolean {
  const later = symptoms.filter(
    (symptom) => !effects?.has(symptom) && hadEnded(found, symptom) !== undefined,
  )
  const began = Math.min(...later.flatMap(({ course }) => course.beganAt ?? []))
  if (later.length === 0) return false
  return ![...(effects ?? [])].some(
    ({ course }) => course.beganAt !== undefined && (course.lastSignAt ?? Infinity) >= began,
  )
}

/** What has no date may be of either time, so that what is over does not explain it. */
function keepDated(effects: Set<Matched> = new Set()): void {
  for (const effect of effects) if (effect.course.beganAt === undefined) effects.delete(effect)
}

/** Words for the causes that a reader would think of, and that were over by then. */
function against(effect: Matched, tooEarly: Relation): string[] {
  return [...tooEarly]
    .flatMap(([cause, effects]) => {
      const between = effects.has(effect) ? hadEnded(cause, effect) : undefined
      if (between === undefined) return []
      const ago =
        between < 7_200_000 ? minutes(between) : `${Math.round(between / 3_600_000)} hours`
      return [`${cause.pattern.id} had ended ${ago} before this began`]
    })
    .sort()
}

function minutes(milliseconds: number): string {
  return `${Math.round(milliseconds / 60_000)} minutes`
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
    (cause.pattern.kind === 'cause' || isFollowed(cause, effect)) &&
    names(cause, effect, graph) &&
    sureEnough(cause, effect) &&
    cameFirst(cause, effect)
  )
}

/** A symptom explains by itself only what shows that it hangs on this very subject. */
function isFollowed(symptom: Matched, { match }: Matched): boolean {
  const { subject, pattern } = symptom
  return (
    pattern.kind === 'symptom' &&
    symptom.match.confidence === 'confirmed' &&
    match.follows === subject
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
  // Nor does a person's account dethrone what a program wrote.
  if (cause.match.isTold && !effect.isTold && effect.pattern.kind !== 'symptom') return false
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
