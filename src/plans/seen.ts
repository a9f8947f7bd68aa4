import { clusterError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import type { Fact, Origin } from '#src/model/facts/define.ts'
import { sshSessions } from '#src/model/facts/ssh-session.ts'

/**
 * The records of a kind of fact that a plan is made from. A list that nobody could read must not
 * pass for an empty one: "nothing to do" would be said of what was never seen.
 *
 * @throws cluster error `plan-not-seen`
 */
export function seen<T>(index: EvidenceIndex, fact: Fact<T>): readonly (T & Origin)[] {
  const gap = index.asked.has(fact.kind) ? index.gaps.get(fact.kind) : whyNotAsked(index)
  if (gap === undefined) return factsOf(index, fact)
  throw notSeen(fact, gap)
}

/**
 * The same of one node. Where the others answered and it did not, their records say nothing of it.
 *
 * @throws cluster error `plan-not-seen`
 */
export function seenOn<T>(
  node: string,
  index: EvidenceIndex,
  fact: Fact<T>,
): readonly (T & Origin)[] {
  const silence = silenceOf(index, node)
  if (silence !== undefined) throw notSeen(fact, silence)
  return seen(index, fact).filter((record) => record.node === node)
}

function notSeen({ kind }: Fact<unknown>, gap: string): Error {
  return clusterError('plan-not-seen', `No plan without ${kind}, and they were not read: ${gap}`, {
    next: '`bramble check` says what can be seen.',
  })
}

/** A node that did not answer at all left only how its session went. */
function whyNotAsked(index: EvidenceIndex): string {
  return silenceOf(index) ?? 'nobody was asked'
}

/** Of one node, or of any. */
function silenceOf(index: EvidenceIndex, of?: string): string | undefined {
  const silent = factsOf(index, sshSessions).find(
    ({ node, outcome }) => outcome !== 'answered' && (of === undefined || node === of),
  )
  return silent && `${silent.node ?? 'a node'} did not answer: ${silent.reason ?? silent.outcome}`
}
