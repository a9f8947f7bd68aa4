import type { Told } from '../../../told/saying.ts'

/** How people tell that a node lost its power. */
export const sentences: Told = {
  sayings: [
    { about: /停电|断电|停電|斷電/, says: /停电|断电|停電|斷電/, not: /计划|演练|如果|防止|避免/ },
    {
      about:
        /\bpower\b|\belectricity\b|\bStrom\b|\bblackout\b|\bmains\b|\butility\b|\bStromausf[aä]ll\w*|\bstromlos\b|\bcourant\b|\bluz\b|\bcorrente\b/i,
      says: /\bpower (?:outage|cut|loss|failure|blip|flicker|interruption)s?\b|\b(?:power|electricity) (?:went|was|goes|got|has been|had been) (?:out|off|cut|lost|down|interrupted)\b|\bpower (?:failed|tripped|dropped)\b|\blo(?:st|ses|sing|se) (?:all )?(?:power|electricity)\b|\b(?:cut|pulled) (?:the )?power\b|\bpower (?:was out|came back|returned)\b|\bpowercut\b|\bblackout (?:of|last|this|at|in|hit|took)\b|\b(?:after|during|since|had|was|by) (?:a|the|an?other) (?:short |brief |long |local )?blackout\b|\bStromausf[aä]ll\w*|\b(?:power|utility|mains) (?:\w+ )?(?:feed|line)s?\b.{0,60}\b(?:interrupted|lost|failed|cut|down)\b|\b(?:on|to|by) (?:the )?generator(?: power)?\b|\bohne Strom\b|\bstromlos\b|\b(?:coupure|panne) (?:de courant|d['’]électricité)\b|\bcorte de (?:luz|energ[ií]a|corriente)\b|\bse fue la luz\b/i,
      not: /\b(?:plan(?:s|ned|ning)?|after every|after each|simulat\w+|surviv\w+|in case of|similar to)\b|\bUPS (?:handled|worked)|\bif (?:there|the power|I lose)|\bor there is\b|\bpower loss protection\b|\blow-?power\b/i,
    },
    {
      about:
        /\b(?:plug|breaker|fuse|RCD|GFCI|MCB|Sicherung\w*|outlet|UPS|PDU|PoE (?:switch|injector|budget)|budget|power (?:supply|strip|cord|cable|bar|budget)|battery|mains|grid|blackout|genset|generator)\b/i,
      says: /\b(?:faulty|broken|bad|defective|dead|loose) (?:power (?:bar|strip|socket|cord)|outlet|PDU|plug|breaker|fuse)\b|\b(?:pulled|yanked|unplugged|tripped|blew|blown|flipped|ran (?:out|empty|flat)|(?:ran|went|is|was) over (?:its |the )?budget|(?:ran|went) over (?:its|the) budget|toggled|went (?:dead|off|out|flat)|died|cut|switched off|turned off|kicked|came loose|blackout|failed|drained|went (?:blank|dark|down)|rebooted|restarted|power-?cycled|exceeded|raus(?:geflogen)?|geflogen|gefallen|ausgelöst)\b|\btripped over\b/i,
      not: /\bif\b|\bUPS (?:handled|worked)/i,
      given:
        /\b(?:off|aus|down|power|PoE|dropped|dark|dead|reboot|stopped|lost|offline|restart|nodes?|boards?|Pis?|rack)/i,
    },
    {
      about: /\bPoE\b|\bpower inline\b/i,
      says: /\b(?:power denied|den(?:ied|ies|ying) (?:it |the port )?power|overload(?:ed)?|(?:power )?budget (?:is |was )?(?:exceeded|exhausted|used up))\b/i,
      not: /\bif\b/i,
      given: /\b(?:off(?:line)?|down|dead|reboot\w*|restart\w*|stopped|lost|unreachable|outage)\b/i,
    },
    {
      about: /\bUPS(?:es)?\b|\bbattery (?:backup|supply)\b/,
      says: /\b(?:switch(?:ed|es)? (?:over )?to battery|(?:ran|runs|running|went|goes|going|was|were) on(?:to)? battery|on battery|ONBATT|forced shutdown|FSD|low battery|out of (?:battery|juice)|drained|exhausted|shut (?:everything|all|the (?:nodes?|servers?|cluster|rack|hosts?)) (?:down|off))\b/,
      not: /\b(?:test(?:ed|ing)?|simulat\w+|planned|would|should|if)\b/i,
      given:
        /\b(?:off(?:line)?|down|dark|dead|rebooted|stopped|lost|shutdown|unreachable|ping|power-?on|outage)\b/i,
    },
    {
      about: /\bpower (?:disturbance|dip|sag|surge|spike|glitch)s?\b|\bmains\b/i,
      says: /\bpower (?:disturbance|dip|sag|surge|spike|glitch)s?\b|\bmains (?:failed|failure|dropped|lost|went)\b/i,
      not: /\b(?:surge protector|under-?volt\w*|planned|simulat\w+|if|in case)\b/i,
      given: /\b(?:off(?:line)?|down|dark|dead|reboot\w*|stopped|lost|shutdown|UPS|outage)\b/i,
    },
    {
      about: /\b(?:machine|node|server|Pi|board|system|it|they|nodes|box)\b/i,
      says: /\b(?:was|were|is|found (?:it|them)) (?:simply |just |completely )?(?:powered off|switched off|turned off|without power|hard reset|power[- ]cycled)\b|\b(?:shut|shuts|shutting|turn(?:s|ed)|power(?:s|ed)|switch(?:es|ed)) (?:itself )?(?:off|down) (?:spontaneously|by itself|on its own|abruptly|instantly)|\bspontaneous(?:ly)? (?:shutdown|shut down|power|turn)|\bhardware shutdown\b|\bspontaneous shutdowns?\b/i,
    },
  ],
}
