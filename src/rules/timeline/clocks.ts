import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { timeSync } from '#src/model/facts/node.ts'
import type { Timeline } from '#src/model/timeline.ts'

/** How far each node's clock was off when it was asked, against Bramble's own. */
export interface Clocks {
  readonly offsets: Timeline['clocks']
  /**
   * Bramble's time of a moment that a node wrote down.
   *
   * @param at milliseconds since the epoch by the writer's clock
   * @param writer the node; undefined where nobody knows who wrote it
   */
  correct(at: number, writer: string | undefined): number
  /** The node whose clock the API's times come from: its only server. */
  readonly api: string | undefined
}

/** Reads the clocks of an observation. A difference within its own uncertainty is none. */
export function clocksOf(index: EvidenceIndex): Clocks {
  const offsets = factsOf(index, timeSync)
    .flatMap(({ node, offsetSeconds, uncertaintySeconds = 0 }) =>
      node === undefined || offsetSeconds === undefined
        ? []
        : [{ node, offsetSeconds, uncertaintySeconds }],
    )
    .sort((one, other) => (one.node < other.node ? -1 : 1))
  const off = new Map(
    offsets
      .filter((clock) => Math.abs(clock.offsetSeconds) > clock.uncertaintySeconds)
      .map(({ node, offsetSeconds }) => [node, offsetSeconds * 1000]),
  )
  return {
    offsets,
    correct: (at, writer) => at - (off.get(writer ?? '') ?? 0),
    api: onlyServer(index),
  }
}

function onlyServer(index: EvidenceIndex): string | undefined {
  const servers = factsOf(index, nodes).filter(({ roles }) =>
    roles.some((role) => /^(?:control-plane|master)$/.test(role)),
  )
  return servers.length === 1 ? servers[0]?.name : undefined
}

/** The node that a piece of evidence was read on, by its id; undefined for the API and for files. */
export function readOn(evidence: string): string | undefined {
  return /(?:^|\/)node\/([^/]+)\//.exec(evidence)?.[1]
}

/** True for what the API told. */
export function isFromApi(evidence: string): boolean {
  return /(?:^|\/)api\//.test(evidence)
}
