import type { Told } from '../../../told/saying.ts'

/** How people tell of it: somebody is there, and takes too long. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:api[- ]?server|kube-apiserver|kubernetes api|k3s server|control[- ]plane)\b/i,
      says: /\b(?:overload\w*|overwhelm\w*|swamped|hammer(?:s|ed|ing)|flood(?:s|ed|ing)|bombard(?:s|ed|ing)|(?:thousands|hundreds) of (?:\w+ )?(?:calls|requests|lists|watches|events))\b/i,
      not: /\bnot (?:be )?(?:overload|overwhelm)/i,
    },
    {
      about: /\bkubectl\b/i,
      says: /\b(?:takes?|took|needs?|needed) (?:about |over |more than |up to |around )?(?:\d{2,}|several|many|half a) ?(?:s|sec\w*|minutes?|min)\b/i,
      not: /\b(?:apply|wait|drain|rollout|exec|port-forward|image|pull)\b/i,
      given:
        /\b(?:slow\w*|time-?(?:s|d)? ?outs?|times out|every|each|any|all|simple|load|RAM|memory)\b/i,
    },
  ],
}
