import type { Told } from '../../../told/saying.ts'

/** How people tell of a volume that broke under those who used it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:engines?(?: process)?|instance[- ]?managers?)\b/i,
      says: /\b(?:crash(?:ed|es)|(?:was|were|got|gets) (?:killed|evicted)|died|(?:is|was|are|were) dead|lost (?:contact|(?:the |its )?connections?|its replicas|all replicas))\b/i,
      given: /\blonghorn|\bvolumes?\b/i,
      not: /\b(?:docker|search|container|game|template|rendering) engine/i,
    },
    // Whoever restarts one tells what its volumes did then; what was tried as a cure is no cause.
    {
      about: /\binstance[- ]?managers?\b/i,
      says: /\b(?:unexpectedly |suddenly |randomly |constantly )?(?:restart(?:s|ed|ing)?|(?:was |were |is |are |got |gets )?(?:created\/)?re-?created|deleted?|terminated|gone)\b/i,
      given:
        /\b(?:i\/?o|input\/output) errors?\b|\bread[- ]only\b|\bcrash(?:es|ed|ing)?\b|\bCrashLoop|\bdetached\b|\bfaulted\b/i,
      unless:
        /\b(?:fix(?:ed|es)?|solv(?:ed|es)|resolved|help(?:ed|s)|works? (?:again|now)|drain\w*|upgrad\w+)\b/i,
    },
    {
      about: /\b(?:i\/?o|input\/output) errors?\b/i,
      says: /\b(?:on|in|of|from|to|accessing)\b.{0,40}\blonghorn (?:volumes?|devices?|pvcs?)\b/i,
      not: /\b(?:ssd|hdd|nvme|sd card|disk) (?:has|had|have|shows?|is|was)\b/i,
    },
    {
      about: /\b(?:volumes?|pvcs?|file ?systems?)\b/i,
      says: /\b(?:detach\w+ unexpectedly|unexpectedly detach\w+|(?:went|turned|became|got|flipped to|remounted|goes|turns|mounted) (?:into |as )?read[- ]?only)\b/i,
      given: /\blonghorn\b/i,
      not: /\b(?:readOnly|fsck|snapshot|corrupt\w*)\b/,
    },
    {
      about: /\breplicas?\b/i,
      says: /\b(?:all|both|every|each|no(?:ne)?)\b.{0,40}\b(?:in error|failed|errored|faulted|dead|lost|unavailable)\b/i,
      given: /\b(?:longhorn|volume|engine)\b/i,
      not: /\b(?:schedul\w+|deployment|pods?|disk (?:is|was) full)\b/i,
    },
  ],
}
