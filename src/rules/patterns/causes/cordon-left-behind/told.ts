import type { Told } from '../../../told/saying.ts'

const node = /\b(?:nodes?|workers?|agents?|servers?|masters?|ones?)\b/i
const left =
  /\b(?:(?:stay(?:s|ed)?|remain(?:s|ed)?|still|left|keeps?|kept|was left|were left)\b.{0,30}\b(?:cordoned|un-?sched\w+|scheduling ?disabled)|(?:never|not|n't|forgot(?:ten)? to|without) (?:being |been |get |got )?uncordon\w*|have to uncordon (?:it|them|the node)|uncordon (?:it|them) manually)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: node,
      says: left,
      not: /\b(?:drain(?:ing)? (?:is |was )?(?:stuck|blocked|hang\w*)|evict\w*|pdb|disruption budget|until)\b/i,
    },
  ],
}
