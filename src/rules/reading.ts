import type { EvidenceIndex } from '../model/evidence-index.ts'
import type { Fact, Origin } from '../model/facts/define.ts'
import type { LineQuery, LogLine } from '../model/line.ts'

/** What a rule asks for: facts by kind, or lines by query. */
// `any` is the only bound that every Fact<T> fits.
// oxlint-disable-next-line typescript/no-explicit-any
export type Readings = Readonly<Record<string, Fact<any> | LineQuery>>

/** What it gets: records with their origin, empty where nothing answered. */
export type Read<R extends Readings> = {
  readonly [K in keyof R]: R[K] extends Fact<infer T> ? readonly (T & Origin)[] : readonly LogLine[]
}

/** Where and when a rule is asked. */
export interface Ask {
  /** Node in question; absent for the cluster, or for a paste that names none. */
  readonly node?: string
  /** Further nodes that a question before a step is about as well. */
  readonly besides?: readonly string[]
  /** Milliseconds since the epoch: the observation's time, never the wall clock's. */
  readonly now: number
  /** What a step means to make true, where the question is about that: a count of replicas. */
  readonly wish?: Wish
}

export type Wish = Readonly<Record<string, string | number | readonly string[]>>

/** What a step's questions are about: a node, or what the step wishes. */
export type About = Pick<Ask, 'node' | 'besides' | 'wish'>

/**
 * Reads what a rule asked for. For one node that is what speaks of this node, and what names no
 * node at all: a paste seldom does.
 */
export function read<R extends Readings>(
  readings: R,
  index: EvidenceIndex,
  ask: Ask,
  all: boolean,
): Read<R> {
  const here = (record: Origin) => all || record.node === undefined || record.node === ask.node
  const entries = Object.entries(readings).map(([name, reading]) => {
    const records: readonly Origin[] =
      (reading.reading === 'fact' ? index.facts.get(reading.kind) : index.lines.get(reading)) ?? []
    return [name, records.filter(here)]
  })
  return Object.fromEntries(entries) as Read<R>
}
