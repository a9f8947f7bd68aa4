import type { Told } from '../../../told/saying.ts'

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:core-?dns|kube-dns)\b/i,
      says: /\b(?:crash(?:es|ed|ing)?(?:-?loop\w*)?|loop(?:s|ed|ing)?|does(?: not|n['’]t) (?:start|run|come up)|(?:is|was) not running)\b/i,
      not: /\b(?:pending|image|evict\w*|oom\w*)\b/i,
    },
  ],
}
