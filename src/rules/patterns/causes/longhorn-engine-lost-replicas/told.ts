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
