import type { Told } from '../../../told/saying.ts'

const certificate = /\bcert(?:ificate)?s?\b/i
const ranOut =
  /\b(?:(?:have |has |had |is |was |are |were |been |already |just |still |all |have all |had all )*expired|ran out|out of date|past (?:its|their) (?:expir\w+|validity))\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: certificate,
      says: ranOut,
      // Pages, registries and mail have certificates of their own.
      not: /\b(?:ingress|let'?s ?encrypt|cert-manager|registry|acme|website|domain|browser|traefik|nginx|will expire|expired or (?:is )?not yet)\b/i,
    },
  ],
}
