import type { Told } from '../../../told/saying.ts'

const large =
  /\b(?:larger?|bigger?|big|full-size[d]?|jumbo)\b.{0,30}\b(?:packets?|payloads?|frames?|datagrams?|tcp segments?)\b/i
const lost =
  /\b(?:drop(?:s|ped|ping)?|lost|vanish\w*|disappear\w*|hang(?:s|ing)?|hung|stall\w*|time[sd]? ?out|timing out|fail(?:s|ed|ing)?|never arriv\w+|(?:do|does|did)(?: not|n't) (?:arrive|get through|pass|go through)|swallowed)\b/i
/** A limit of a proxy refuses large requests as well: here the small ones have to go through. */
const largeRequests =
  /\b(?:larger?|bigger?|big|bulk|long)\b.{0,30}\b(?:requests?|responses?|transfers?|files?|uploads?|downloads?|pages?|quer(?:y|ies)|replies|images?)\b/i
const whileSmallPass =
  /\b(?:drop|lost|hang|hung|stall|time|timing|fail|never)\w*\b.*\bsmall\w*\b|\bsmall\w*\b.*\b(?:drop|lost|hang|hung|stall|time|timing|fail|never)\w*\b/i
const setting = /\bmtu\b/i
const mismatch =
  /\b(?:mismatch\w*|too (?:large|big|high|small|low)|wrong|differ(?:s|ent|ed)?|does(?: not|n't) match|larger than|higher than|set to 1500|still 1500|1500 instead)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: large, says: lost },
    {
      about: largeRequests,
      says: whileSmallPass,
    },
    { about: setting, says: mismatch },
    {
      about: /\b(?:packets?|payloads?|data|responses?|requests?|bytes)\b/i,
      says: /\b(?:drop(?:s|ped)?|hang(?:s|ing)?|hung|black-?hol(?:es|ed)|lost|fail(?:s|ed)?|(?:can(?:not| not|['’]t)) (?:access|reach|transfer))\b.{0,80}\b(?:larger?|bigger|more|longer|above|over|exceed\w*) (?:than )?\d{3,4} ?bytes\b|\b(?:larger?|bigger|more|longer|above|over|exceed\w*)\s+(?:than )?\d{3,4}\s+bytes\b.{0,80}\b(?:drop(?:s|ped)?|hang(?:s|ing)?|hung|black-?hol(?:es|ed)|lost|fail(?:s|ed)?)\b/i,
    },
  ],
}
