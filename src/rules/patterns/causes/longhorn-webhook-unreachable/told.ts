import type { Told } from '../../../told/saying.ts'

const webhook = /\b(?:webhooks?|validator|admission|conversion-webhook)\b/i
const silent =
  /\b(?:block(?:s|ed|ing)?|refus(?:es|ed|ing)|prevent(?:s|ed|ing)?|time[sd]? ?out|timing out|unreachable|not (?:available|reachable|ready|running|responding)|no endpoints|(?:can|could)(?:not|n['’]t| not) be (?:reached|called|contacted)|intercept(?:s|ed)|fail(?:s|ed) closed|fail(?:s|ed|ing)?|waits? for|waiting for|still (?:registered|configured|there|present)|left behind)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: webhook,
      says: silent,
      not: /^(?!.*\blonghorn\b)/i,
      // One that says no answers.
      unless: /\bdenied the request\b/i,
    },
  ],
}
