import type { Told } from '../../../told/saying.ts'

const budget =
  /\b(?:instance[- ]managers?|(?:longhorn|LH)(?:['’]s)? (?:PDBs?|(?:pod )?disruption budgets?))\b/i
const held =
  /\b(?:(?:drain|evict|replac|upgrad|updat|remov)\w*|maintenance)\b.{0,70}\b(?:block(?:s|ed)?|stuck|hang(?:s|ing)?|hung|prevent(?:s|ed)?|waits? for ?ever|never (?:ends?|finish\w*))\b|\b(?:block(?:s|ed|ing)?|prevent(?:s|ed|ing)?|stop(?:s|ped)|hold(?:s|ing)? up)\b.{0,40}\b(?:drain|evict|replac|upgrad|updat)\w*|(?:are|is|was|were)(?:n['’]t| not| never) (?:removed|released|deleted)|(?:can(?:not|['’]t)|could(?: not|n['’]t)) be evicted/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: budget, says: held },
    {
      about: /\blonghorn\b/i,
      says: /\b(?:does(?: not|n['’]t)|won['’]t|will not|refuses to) (?:let|allow)\b.{0,30}\b(?:drain|evict|go)/i,
    },
    {
      about: /\b(?:drain|evict)\w*/i,
      says: /\b(?:never (?:ends?|ended|finish\w*|completes?d?)|hangs?|hung|(?:is|gets?|got|was) stuck|waits? for ?ever|(?:is|was|gets?) blocked)\b/i,
      given:
        /\b(?:longhorn|instance-?manager)\b.{0,60}\b(?:budgets?|PDBs?)\b|\b(?:budgets?|PDBs?)\b.{0,40}\b(?:longhorn|instance-?manager)\b|\bbecause of\b.{0,24}\binstance[- ]?managers?\b/i,
    },
  ],
}
