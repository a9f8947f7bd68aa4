import type { LogOrigin } from '../../model/evidence.ts'
import type { LogLine } from '../../model/line.ts'
import { templateKey } from './template.ts'

/** A line that a query found, before it is folded. */
export interface Hit {
  /** Place of the query among all. */
  readonly query: number
  readonly text: string
  /** Where in `text` the message begins: what stands before it does not tell lines apart. */
  readonly messageStart: number
  readonly node: string | undefined
  readonly program: string | undefined
  readonly origin: LogOrigin
  /** How many boots' ends were seen before this line. */
  readonly segment: number
  readonly at: number | undefined
  readonly uptimeSeconds: number | undefined
  readonly groups: Readonly<Record<string, string | undefined>> | undefined
}

interface Fold {
  readonly hit: Hit
  count: number
  firstAt: number | undefined
  lastAt: number | undefined
  firstUptimeSeconds: number | undefined
  lastUptimeSeconds: number | undefined
}

/** How many different lines a query keeps of one node's boot; further ones are only counted. */
export const mostTemplates = 64
/** The same of all nodes and boots together. */
const mostOfQuery = 2048
/** How many dated lines are remembered, to tell what was pasted twice. */
const mostRemembered = 20_000

/**
 * Occurrences of dated lines in other texts, by what tells them apart. The same line with the same
 * time in two texts is one line that was pasted twice.
 */
export type Occurrences = Map<string, number>

/** Folds hits that differ only in numbers, and counts them. Bounded. */
export class Folds {
  readonly #byKey = new Map<string, Fold>()
  /** Number of templates and the last of them, a query, node and boot. */
  readonly #scopes = new Map<string, { templates: number; last: Fold }>()
  readonly #ofQuery: number[] = []
  readonly #elsewhere: Occurrences | undefined
  readonly #here: Occurrences = new Map()
  /** Lines that were only counted, into a line that they do not resemble. */
  overflowed = 0

  constructor(elsewhere: Occurrences | undefined) {
    this.#elsewhere = elsewhere
  }

  add(hit: Hit): void {
    if (this.#seenElsewhere(hit)) return
    const scope = `${hit.query} ${hit.segment} ${hit.node ?? ''}`
    const key = `${scope} ${hit.origin} ${hit.program ?? ''} ${templateKey(hit.text, hit.messageStart)}${groupsKey(hit.groups)}`
    const known = this.#byKey.get(key)
    if (known) count(known, hit)
    else this.#open(key, scope, hit)
  }

  #open(key: string, scope: string, hit: Hit): void {
    const of = this.#scopes.get(scope)
    const all = this.#ofQuery[hit.query] ?? 0
    if (of && (of.templates >= mostTemplates || all >= mostOfQuery)) {
      this.overflowed += 1
      count(of.last, hit)
      return
    }
    const { at, uptimeSeconds } = hit
    const fold: Fold = {
      hit,
      count: 1,
      firstAt: at,
      lastAt: at,
      firstUptimeSeconds: uptimeSeconds,
      lastUptimeSeconds: uptimeSeconds,
    }
    this.#byKey.set(key, fold)
    this.#ofQuery[hit.query] = all + 1
    this.#scopes.set(scope, { templates: (of?.templates ?? 0) + 1, last: fold })
  }

  #seenElsewhere(hit: Hit): boolean {
    const when = hit.at ?? hit.uptimeSeconds
    if (when === undefined || !this.#elsewhere) return false
    const name = `${hit.query} ${hit.node ?? ''} ${when} ${hit.text.slice(hit.messageStart)}`
    const here = (this.#here.get(name) ?? 0) + 1
    if (here > 1 || this.#here.size < mostRemembered) this.#here.set(name, here)
    return here <= (this.#elsewhere.get(name) ?? 0)
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
   * @returns lines by the place of their query
   */
  lines(
    evidence: string,
    bootOf: (segment: number, node: string | undefined) => number | undefined,
  ): Map<number, LogLine[]> {
    const found = new Map<number, LogLine[]>()
    for (const fold of this.#byKey.values()) {
      const { hit } = fold
      const line = asLine(fold, evidence, bootOf(hit.segment, hit.node))
      const others = found.get(hit.query)
      if (others) others.push(line)
      else found.set(hit.query, [line])
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

/** Named groups hold names that a rule tells apart (a volume, a device): they are not folded. */
function groupsKey(groups: Hit['groups']): string {
  if (!groups) return ''
  return Object.values(groups)
    .map((value) => (value === undefined || measure.test(value) ? '' : ` ${value}`))
    .join()
}

function asLine(fold: Fold, evidence: string, boot: number | undefined): LogLine {
  const { hit } = fold
  const groups = Object.entries(hit.groups ?? {}).filter(
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
