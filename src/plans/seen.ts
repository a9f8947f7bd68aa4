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
  throw clusterError(
    'plan-not-seen',
    `No plan without ${fact.kind}, and they were not read: ${gap}`,
    {
      next: '`bramble check` says what can be seen.',
    },
  )
}

/** A node that did not answer at all left only how its session went. */
function whyNotAsked(index: EvidenceIndex): string {
  const silent = factsOf(index, sshSessions).find(({ outcome }) => outcome !== 'answered')
  if (!silent) return 'nobody was asked'
  return `${silent.node ?? 'a node'} did not answer: ${silent.reason ?? silent.outcome}`
}
