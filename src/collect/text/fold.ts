import type { LogOrigin } from '../../model/evidence.ts'
import type { LogLine } from '../../model/line.ts'
import { mixExact } from './template.ts'

/** A line that queries found, before it is folded. */
export interface Hit {
  readonly text: string
  readonly messageStart: number
  /** Key of the message: see templateKey. */
  readonly template: number
  readonly node: string | undefined
  readonly program: string | undefined
  readonly origin: LogOrigin
  /** How many boots' ends were seen before this line. */
  readonly segment: number
  readonly at: number | undefined
  readonly uptimeSeconds: number | undefined
}

/** What the named groups of a query's expression hold. */
type Groups = Readonly<Record<string, string | undefined>> | undefined

interface Fold {
  readonly hit: Hit
  readonly groups: Groups
  count: number
  firstAt: number | undefined
  lastAt: number | undefined
  firstUptimeSeconds: number | undefined
  lastUptimeSeconds: number | undefined
}

/** What one query found of one node's boot. */
interface Scope {
  readonly query: number
  readonly segment: number
  readonly node: string | undefined
  readonly folds: Map<number, Fold>
  last: Fold | undefined
}

/** How many different lines a query keeps of one node's boot; further ones are only counted. */
const mostTemplates = 64
/** How many nodes' boots a query tells apart. */
const mostScopes = 64
/** How many dated lines are remembered, to tell what was pasted twice. */
const mostRemembered = 20_000

/**
 * Occurrences of dated lines in other texts, by what tells them apart. The same line with the same
 * time in two texts is one line that was pasted twice.
 */
export type Occurrences = Map<string, number>

/** Folds hits that differ only in numbers, and counts them. Bounded. */
export class Folds {
  readonly #scopes: Scope[][] = []
  readonly #elsewhere: Occurrences | undefined
  readonly #here: Occurrences = new Map()
  /** Lines that were only counted, into a line that they do not resemble. */
  overflowed = 0

  constructor(elsewhere: Occurrences | undefined) {
    this.#elsewhere = elsewhere
  }

  /** @param query its place among all */
  add(query: number, groups: Groups, hit: Hit): void {
    if (this.#elsewhere && this.#isElsewhere(query, hit, this.#elsewhere)) return
    const scope = this.#scopeOf(query, hit)
    const key = keyOf(hit, groups)
    const known = scope.folds.get(key)
    if (known) count(known, hit)
    else this.#open(scope, key, { hit, groups })
  }

  /** The newest scope comes first: lines of one node and boot stand together. */
  #scopeOf(query: number, { segment, node }: Hit): Scope {
    this.#scopes[query] ??= []
    const scopes = this.#scopes[query]
    const [newest] = scopes
    if (newest?.segment === segment && newest.node === node) return newest
    const known = scopes.find((scope) => scope.segment === segment && scope.node === node)
    if (known) return known
    if (newest && scopes.length >= mostScopes) return newest
    const scope: Scope = { query, segment, node, folds: new Map(), last: undefined }
    scopes.unshift(scope)
    return scope
  }

  #open(scope: Scope, key: number, { hit, groups }: Pick<Fold, 'hit' | 'groups'>): void {
    const isElse = scope.node !== hit.node || scope.segment !== hit.segment
    if (scope.last && (isElse || scope.folds.size >= mostTemplates)) {
      this.overflowed += 1
      count(scope.last, hit)
      return
    }
    const { at, uptimeSeconds } = hit
    scope.last = {
      hit,
      groups,
      count: 1,
      firstAt: at,
      lastAt: at,
      firstUptimeSeconds: uptimeSeconds,
      lastUptimeSeconds: uptimeSeconds,
    }
    scope.folds.set(key, scope.last)
  }

  #isElsewhere(query: number, hit: Hit, elsewhere: Occurrences): boolean {
    const when = hit.at ?? hit.uptimeSeconds
    if (when === undefined) return false
    const name = `${query} ${hit.node ?? ''} ${when} ${hit.text.slice(hit.messageStart)}`
    const here = (this.#here.get(name) ?? 0) + 1
    if (here > 1 || this.#here.size < mostRemembered) this.#here.set(name, here)
    return here <= (elsewhere.get(name) ?? 0)
  }

  /** Tells the next texts what this one held. */
  remember(): void {
    if (!this.#elsewhere) return
    for (const [name, here] of this.#here) {
      const known = this.#elsewhere.get(name)
      if (known === undefined && this.#elsewhere.size >= mostRemembered) continue
      this.#elsewhere.set(name, Math.max(known ?? 0, here))
    }
  }

  /**
   * @param bootOf the boot of a line by its node and how many ends of boots stand before it
   * @returns lines by the place of their query, older boots first
   */
  lines(
    evidence: string,
    bootOf: (segment: number, node: string | undefined) => number | undefined,
  ): Map<number, LogLine[]> {
    const found = new Map<number, LogLine[]>()
    for (const [query, scopes = []] of this.#scopes.entries()) {
      const folds = scopes.toReversed().flatMap((scope) => [...scope.folds.values()])
      if (folds.length === 0) continue
      found.set(
        query,
        folds.map((fold) => asLine(fold, evidence, bootOf(fold.hit.segment, fold.hit.node))),
      )
    }
    return found
  }
}

function count(fold: Fold, { at, uptimeSeconds }: Hit): void {
  fold.count += 1
  if (at !== undefined) {
    fold.firstAt = Math.min(fold.firstAt ?? at, at)
    fold.lastAt = Math.max(fold.lastAt ?? at, at)
  }
  if (uptimeSeconds === undefined) return
  fold.firstUptimeSeconds = Math.min(fold.firstUptimeSeconds ?? uptimeSeconds, uptimeSeconds)
  fold.lastUptimeSeconds = Math.max(fold.lastUptimeSeconds ?? uptimeSeconds, uptimeSeconds)
}

/** Numbers, durations and times: these change from line to line and tell nothing apart. */
const measure = /^(?:(?:[-+]?\d+(?:[.,]\d+)?\s?[a-zµ%]{0,3})+|\d{4}-\d\d-\d\d.*)$/i

/** What tells lines apart: message, program, and names that the query's groups hold. */
function keyOf({ template, origin, program = '' }: Hit, groups: Groups): number {
  let key = mixExact(template ^ origin.length, program)
  if (groups)
    for (const value of Object.values(groups))
      if (value !== undefined && !measure.test(value)) key = mixExact(key, value)
  return key
}

function asLine(fold: Fold, evidence: string, boot: number | undefined): LogLine {
  const { hit } = fold
  const groups = Object.entries(fold.groups ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return withoutUndefined({
    evidence,
    node: hit.node,
    text: hit.text,
    messageStart: hit.messageStart,
    origin: hit.origin,
    boot,
    program: hit.program,
    count: fold.count,
    firstAt: fold.firstAt,
    lastAt: fold.lastAt,
    firstUptimeSeconds: fold.firstUptimeSeconds,
    lastUptimeSeconds: fold.lastUptimeSeconds,
    groups: Object.fromEntries(groups),
  })
}

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined }

function withoutUndefined(line: Optional<Required<LogLine>>): LogLine {
  const entries = Object.entries(line).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as LogLine
}
