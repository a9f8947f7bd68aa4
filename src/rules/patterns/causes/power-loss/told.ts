import type { Told } from '../../../told/saying.ts'

/** How people tell that a node lost its power. */
export const sentences: Told = {
  sayings: [
    {
      about: /\bpower\b|\belectricity\b|\bStrom\b/i,
      says: /\bpower (?:outage|cut|loss|failure|blip|flicker|interruption)s?\b|\b(?:power|electricity) (?:went|was|goes|got|has been|had been) (?:out|off|cut|lost|down|interrupted)\b|\bpower (?:failed|tripped|dropped)\b|\blo(?:st|ses|sing|se) (?:all )?(?:power|electricity)\b|\b(?:cut|pulled) (?:the )?power\b|\bpowercut\b|\bStromausfall\b|\bohne Strom\b/i,
      not: /\b(?:planned|after every|after each|simulat\w+|surviv\w+|in case of|similar to)\b|\bUPS (?:handled|worked)|\bif (?:there|the power|I lose)|\bor there is\b|\bpower loss protection\b|\blow-?power\b/i,
    },
    {
      about:
        /\b(?:plug|breaker|fuse|outlet|UPS|PDU|power strip|power cord|power cable|battery|mains|grid|blackout|genset|generator)\b/i,
      says: /\b(?:pulled|yanked|unplugged|tripped|blew|blown|flipped|ran (?:out|empty|flat)|went (?:dead|off|out|flat)|died|cut|switched off|turned off|kicked|came loose|blackout|failed|drained)\b/i,
      not: /\bif\b/i,
      given: /\b(?:off|down|power|dark|dead|reboot|stopped|lost|offline|restart)/i,
    },
    {
      about: /\b(?:machine|node|server|Pi|board|system|it|they|nodes|box)\b/i,
      says: /\b(?:was|were|is|found (?:it|them)) (?:simply |just |completely )?(?:powered off|switched off|turned off|without power|hard reset|power[- ]cycled)\b|\b(?:shut|shuts|shutting|turn(?:s|ed)|power(?:s|ed)|switch(?:es|ed)) (?:itself )?(?:off|down) (?:spontaneously|by itself|on its own|abruptly|instantly)|\bspontaneous(?:ly)? (?:shutdown|shut down|power|turn)|\bhardware shutdown\b|\bspontaneous shutdowns?\b/i,
    },
  ],
}
