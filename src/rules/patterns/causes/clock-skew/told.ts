import type { Told } from '../../../told/saying.ts'

/** How people tell of a clock that is wrong. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:clocks?|(?<!\b(?:some|a|any|long|short|same|first|last|one|more|this|each|every|next|that|of) )time|date|RTC|NTP|hwclock|timedatectl|chrony\w*|timesyncd|Uhr(?:zeit)?|Systemzeit|hora|heure)\b|时间|时钟|時刻/i,
      says: /\b(?:wrong|incorrect|off by|behind|ahead(?! with)|drift(?:s|ed|ing)?|skew(?:ed)?|out of sync|in the (?:past|future)|(?:years?|months?|days?|hours?|minutes?) (?:off|behind|ahead|before|in the)|(?:\d+ )(?:hours?|minutes?) before the actual|(?:not|n['’]t|never) (?:be )?(?:get |got |yet |been )?(?:sync\w*|set\b|correct|updated|right)|unable to (?:sync|update|set)|(?:reset|resets|jump\w*|back|set) to (?:1970|the epoch|19\d\d)|19(?:70|80)\b|(?:fails?|failed|unable) to (?:sync\w*|reach .{0,20}NTP)|los(?:es|t|ing) (?:all )?(?:connection to the )?(?:NTP|time)|resets?\b(?: (?:every|each|after|on|when|at|to)\b)|day before|(?:came up|comes up|boot(?:s|ed)|start(?:s|ed)) with (?:a|the) (?:date|time|clock) (?:in|of|from) (?:19|20)\d\d|falsch|g(?:eht|ing)\b.{0,24}\b(?:vor|nach)\b|\(?20\d\d ?(?:->|→|to|vs\.?) ?20\d\d\)?)|(?<!否|如果|若)(?:不同步|不一致)|ずれ/i,
      within: 36,
      // Go's own sentence about a certificate says both times, and not which is wrong.
      not: /\bis after \d{4}-|\bexpired or is not yet valid\b|\b(?:compiled|ahead-of-time|(?:99|100) ?%|decision|commit|first time|this time|time ?outs?|uptime|real[- ]time|boot time|long time|last time|build time|clock speed|time zone is|date of (?:purchase|build))\b(?!.*\b(?:NTP|clock|certificate))/i,
    },
    {
      about: /\b(?:nodes?|servers?|pis?|boards?|machines?)\b/i,
      says: /\bdrift(?:ed|s|ing) (?:away )?by (?:about |over |more than )?(?:several |some |\d+ ?)(?:s|sec\w*|min\w*|hours?|h)\b|\btime (?:difference|offset|drift) of (?:about |over |more than )?(?:\w+ )?(?:several |some )?(?:seconds|minutes|hours|days)\b/i,
    },
    {
      about: /\b(?:certificates?|certs?|TLS|x509|kubeadm|k3s|node)\b/i,
      says: /\b(?:(?<!expired or is )not yet valid|1970|in the future|before the actual time|time (?:isn['’]t|is not) set)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:NTP|chrony\w*|timesyncd|hwclock|RTC|system (?:time|clock|date)|time ?sync\w*)\b/i,
    },
  ],
}
