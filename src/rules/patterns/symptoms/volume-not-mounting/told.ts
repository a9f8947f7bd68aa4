import type { Told } from '../../../told/saying.ts'

/** How people tell that a volume does not get to its pod. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:volumes?|PVCs?|PVs?|persistent ?volumes?(?: ?claims?)?|claims?|mounts?|NFS share)\b/i,
      says: /\b(?:(?:does|do|did|will|would|can|could)(?: ?not|n['’]t) (?:be )?(?:attach|mount|bind|detach|attached|mounted|bound)|cannot (?:be )?(?:attach|mount|attached|mounted)|won['’]t (?:attach|mount|bind|detach)|fail(?:s|ed|ing)? to (?:attach|mount|bind|detach)|(?:is|are|was|were|gets?|got|stays?|remains?|hangs?|keeps?) (?:stuck )?(?:in |on |at |in the )?['"]?(?:attaching|detaching|Pending|attaching\/detaching)|(?:attach|mount)(?:ing)? (?:fails|failed|times out|timed out|hangs)|never (?:attaches|mounts|attached|gets attached))\b/i,
    },
  ],
}
