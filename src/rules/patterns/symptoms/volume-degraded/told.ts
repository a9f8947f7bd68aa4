import type { Told } from '../../../told/saying.ts'

/** How people tell that a volume has fewer healthy replicas than it should. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:volumes?|PVCs?|replicas?)\b/i,
      says: /\b(?:(?:is|are|was|were|stays?|remains?|became|becomes?|keeps?|show(?:s|n)?(?: as)?|went|goes|marked(?: as)?) (?:stuck )?(?:in |as )?(?:the )?['"]?(?:degraded|faulted)|(?:does|do|did|will)(?: not|n['’]t) rebuild|won['’]t rebuild|never rebuil(?:d|ds|t)|(?:keeps?|kept) (?:on )?(?:rebuilding|failing)|rebuil(?:d|ds|ding) (?:never|fails?|failed|hangs?|is stuck|stuck|again and again|over and over))\b/i,
      not: /\b(?:RAID|mdadm|zpool|ZFS|btrfs)\b/i,
      unless: /\bsalvaged\b/i,
    },
  ],
}
