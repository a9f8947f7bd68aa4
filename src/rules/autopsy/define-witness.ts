import type { Ending } from '#src/model/autopsy.ts'
import type { FindingEvidence } from '#src/model/diagnosis.ts'
import type { EvidenceIndex } from '#src/model/evidence-index.ts'
import type { LineQuery } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import { type Pattern, queriesOf } from '../define-pattern.ts'
import { asEvidence, judge, type Matched } from '../judge.ts'
import { type Read, type Readings, read } from '../reading.ts'
import type { Scene } from './scene.ts'

/** What a witness saw. It speaks for endings, against endings, or only adds to the story. */
export interface Statement {
  readonly for?: readonly Ending[]
  readonly against?: readonly Ending[]
  /** True where this alone decides. */
  readonly sure?: boolean
  /** Slug of the cause that it points to, where the ending alone does not say it. */
  readonly cause?: string
  readonly text: string
  readonly evidence: readonly FindingEvidence[]
}

interface WitnessParts<R extends Readings> {
  readonly id: string
  readonly reads: R
  /** Known failures whose words, near the end, are what it saw: their knowledge is not written again. */
  readonly patterns?: readonly Pattern[]
  /** `node`: reads what speaks of the node and what names none. `cluster`: reads everything. */
  readonly scope?: 'node' | 'cluster'
  look(evidence: Read<R>, scene: Scene): readonly Statement[]
}

/** One who saw something of how a node stopped, with its exact types forgotten. */
export interface Witness extends Omit<WitnessParts<Readings>, 'look'> {
  readonly queries: readonly LineQuery[]
  look(scene: Scene): readonly Statement[]
}

/** Defines a witness. Pure: it sees the scene and the evidence that it asked for. */
export function defineWitness<const R extends Readings>(parts: WitnessParts<R>): Witness {
  const { patterns = [], reads, scope } = parts
  return {
    ...parts,
    queries: [...queriesOf(reads), ...patterns.flatMap(({ queries }) => queries)],
    look(scene) {
      const ask = { node: scene.node, now: scene.index.takenAt }
      return parts.look(read(reads, scene.index, ask, scope === 'cluster'), scene)
    },
  }
}

/** Endings that leave a boot's log in mid-work and its file systems open. */
export const unclean: readonly Ending[] = ['panic', 'hang', 'power', 'memory', 'disk']

/** A boot's last line without time and host, which a timeline tells already. */
export function lastWordsOf({ lastLines }: { readonly lastLines: readonly string[] }): string {
  const line = lastLines.at(-1) ?? ''
  return line.replace(/^(?:\S+T\S+|[A-Z][a-z]{2} +\d+ [\d:.]+|\d+\.\d+) \S+ /, '').trim()
}

/** What patterns find in an index, the strongest first. */
export function matchesOf(patterns: readonly Pattern[], index: EvidenceIndex): Matched[] {
  const sure = ({ match }: Matched) => (match.confidence === 'confirmed' ? 0 : 1)
  return [...judge(patterns, index).matched].sort(
    (one, other) => sure(one) - sure(other) || (one.pattern.id < other.pattern.id ? -1 : 1),
  )
}

/**
 * Reasons as evidence. A line that is dated by its uptime alone gets the time that this is, by its
 * node's clock, so that one timeline can hold it.
 */
export function cite(
  reasons: readonly Reason[],
  scene: Scene,
  program?: string,
): FindingEvidence[] {
  return reasons.map((reason) => {
    const piece = asEvidence(reason, scene.index)
    const at = piece.at ?? dateOf(reason, scene)
    return {
      ...piece,
      ...(at !== undefined && { at }),
      ...(program !== undefined && { program }),
    }
  })
}

function dateOf(reason: Reason, scene: Scene): string | undefined {
  if (!('count' in reason) || reason.firstUptimeSeconds === undefined) return undefined
  if (scene.bootedAt === undefined || (reason.boot ?? 0) !== 0) return undefined
  const at = scene.bootedAt + reason.firstUptimeSeconds * 1000
  // The timeline takes the node's offset off again.
  return new Date(2 * at - scene.clocks.correct(at, scene.node)).toISOString()
}
