import type { Told } from '../../../told/saying.ts'

const node = /\b(?:nodes?|workers?|agents?|servers?|masters?|ones?)\b/i
const left =
  /\b(?:(?:stay(?:s|ed)?|remain(?:s|ed|ing)?|still|left|keeps?|kept|was left|were left)\b.{0,30}\b(?:cordoned|un-?sched\w+|scheduling ?disabled)|(?:never|not|n't|forgot(?:ten)? to|without) (?:being |been |get |got )?uncordon\w*|have to uncordon (?:it|them|the node)|uncordon (?:it|them) manually)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: node,
      says: left,
      not: /\b(?:drain(?:ing)? (?:is |was )?(?:stuck|blocked|hang\w*)|evict\w*|pdb|disruption budget|until)\b/i,
    },
    {
      about: node,
      says: /\b(?:randomly|unexpectedly|suddenly|somehow|always|again|mysteriously) (?:been |get(?:s|ting)? |being )?cordoned\b|\bcordoned (?:randomly|unexpectedly|again|by (?:itself|themselves|someone|something|kured))\b/i,
    },
    {
      about: /\b(?:un-?schedul\w+|cordon(?:ed)?|scheduling ?disabled|taint)\b/i,
      says: /\b(?:forgot(?:ten)?|left over|leftover|left behind|never (?:removed|undone|reverted|lifted)|not (?:removed|undone|reverted|lifted)|still (?:there|set|in place|present))\b/i,
      given: /\b(?:un-?schedul\w+|(?:un)?cordon\w*|scheduling ?disabled)\b/i,
    },
    {
      about: /\b(?:them|it|nodes?)\b/i,
      says: /\b(?:never|forgot(?:ten)? to|did(?: not|n['’]t)) uncordon\w*/i,
      not: /\b(?:stuck|evict\w*|pdb|budget)\b/i,
    },
    {
      about: /\b(?:SchedulingDisabled|cordoned)\b/i,
      says: /\b(?:shows?|says|is|are|reports?|been|was) (?:\w+ )?(?:SchedulingDisabled|cordoned)\b.{0,40}\b(?:since|for (?:\w+ )?(?:days|weeks|months))\b/i,
      not: /\b(?:on purpose|deliberately)\b/i,
    },
    {
      about: /\b(?:script|job|run|playbook|upgrade|it)\b/i,
      says: /\bbefore (?:it |they )?(?:could|was able to|got to|had) uncordon/i,
    },
    {
      about: /\bno(?:thing|body| (?:new )?(?:pods?|workloads?))\b/i,
      says: /\bno(?:thing|body| (?:new )?(?:pods?|workloads?))\b.{0,24}\b(?:schedul\w+|placed|lands?|landed)\b.{0,30}(?:\bany ?more\b)?/i,
      given: /\b(?:I|we) (?:had )?(?:drained|cordoned)\b|\bafter (?:draining|cordoning)\b/i,
      not: /\b(?:Pending for|Insufficient|taints?|affinity)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:kubectl )?uncordon(?:ed|ing)?\b/i,
      not: /\b(?:drain(?:ing)? (?:is |was )?(?:stuck|blocked|hang\w*)|pdb|disruption budget)\b/i,
    },
  ],
}
