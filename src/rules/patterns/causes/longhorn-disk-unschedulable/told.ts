import type { Told } from '../../../told/saying.ts'

const share =
  /\b(?:storage ?-?over ?-?provisioning ?-?percentage|over-?provisioning|storage ?-?minimal ?-?available ?-?percentage|storage ?reserved|reserved storage)\b/i
const tooLow =
  /\b(?:(?:was |is |were )?(?:set )?(?:to|at|is|was|=) ?(?:0|zero)\b|too (?:low|small|high|large|strict)|exceeded|reached|limit)/i
const disk = /\bdisks?\b/i
const refuses =
  /\b(?:(?:is|are|was|were|marked|became|shows?|as) (?:not ready|un-?schedul\w+|not schedulable)|scheduling (?:is |was )?disabled|schedulable:? false)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: share,
      says: tooLow,
    },
    {
      about: disk,
      says: refuses,
      not: /\bnodes? (?:is|are|was|were)\b/i,
    },
  ],
}
