import type { Told } from '../../../told/saying.ts'

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:agents?|workers?|vms?|second (?:node|machine|one)|joining node)\b/i,
      says: /\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|(?:is|was|are) (?:not able|unable) to|fail(?:s|ed)? to)\b.{0,24}\b(?:reach|connect|talk|get) to\b.{0,24}\b(?:server|master|control[- ]plane|api(?:[- ]?server)?)\b|\b(?:can(?:not|['’]t)|could(?: not|n['’]t)) (?:reach|contact)\b.{0,24}\b(?:server|master|control[- ]plane|api(?:[- ]?server)?)\b/i,
      not: /\b(?:metrics|web ?server|dns|image|registry)\b/i,
    },
  ],
}
