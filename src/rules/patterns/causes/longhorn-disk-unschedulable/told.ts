import type { Told } from '../../../told/saying.ts'

const share =
  /\b(?:storage ?-?over ?-?provisioning ?-?percentage|over-?provisioning|storage ?-?minimal ?-?available ?-?percentage|storage ?reserved|reserved storage|minimal[- ]available|provisioning limit|(?:pvc|storage|declared|replica|scheduled) allocations?|scheduled (?:sum|size|storage))\b/i
const tooLow =
  /\b(?:(?:was |is |were )?(?:set )?(?:to|at|is|was|=) ?(?:0|zero)\b|too (?:low|small|high|large|strict)|exceeded|reached|limit|threshold|full|\b(?:over|below|under|above)\b)/i
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
      about: /\b(?:longhorn|replicas?)\b/i,
      says: /\b(?:refus\w+|can(?:not|['’]t)|could(?: not|n['’]t)|unable|won['’]t|does(?: not|n['’]t)) (?:to )?(?:be )?(?:schedul\w+|plac\w+|creat\w+)\b.{0,70}\b(?:disks?|space|GB|GiB|percent|threshold)\b/i,
      not: /\b(?:nodes? (?:is|are|was|were)|pods?|snapshots?)\b/i,
    },
    {
      about: disk,
      says: refuses,
      not: /\bnodes? (?:is|are|was|were)\b/i,
    },
  ],
}
