import type { Told } from '../../../told/saying.ts'
import { supply, words } from '../../../told/things.ts'

/** How people tell of a voltage that does not hold. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\bunder[- ]?volt(?:age|ed|ages)?\b|\blow[- ]voltage\b|\b(?:power|voltage) (?:warnings?|alerts?)\b|\bunterspannung\w*|\bsous-tension\b|\bbajo voltaje\b/i,
      says: /\b(?:sparks?|flash(?:es)?|warnings?|alerts?|signs?|icons?|symbols?|logs?|errors?|events?|flags?|messages?|notices?|detect(?:ed|s)|occur(?:s|red)|reports?|shows?|appears?|see|seeing|get|gets|getting|got|keeps?|every|each|constantly|again|since boot|throttled|issues?|problems?|conditions?|log\b)/i,
      not: /\b(?:disabl|suppress|hide|ignor|mask|over-?volt)/i,
    },
    {
      about:
        /\b(?:lightning|thunder) ?(?:bolt|flash)?|\byellow (?:bolt|flash)|\bred (?:power )?LED\b|\bpower LED\b/i,
      says: /\b(?:bolt|icon|symbol|sign|corner|screen|blink\w*|flicker\w*|off and on)\b/i,
      given: /\b(?:Pi|Raspberry|RPi)\b/i,
      not: /\bsteady|\bsolid\b|\bonly the red\b/i,
    },
    {
      about: /\b(?:5 ?V|voltage|rail|supply|input|pin)s?\b/i,
      says: /\b(?:drop(?:s|ped|ping)?|dip(?:s|ped)?|sag(?:s|ged)?|fall(?:s|ing)?|fell|goes? down|went down|measur\w+|reads?|shows?|only)\b.{0,40}(?<![\d.])(?:4[.,][0-7]\d*) ?V|\bbelow\b.{0,50}\b(?:4[.,]\d+ ?V|threshold)/i,
    },
    {
      about: /\b(?:Pi|Raspberry|RPi|board|node|it|supply|adapter|HAT)\b/i,
      says: /\bbrown(?:ed|s|ing)?[- ]?outs?\b/i,
      not: /\bpower (?:company|outage)|\bmains\b|\bgrid\b|short power/i,
    },
    {
      about: words(supply),
      says: /\b(?:too weak|under-?powered|insufficient|inadequate|not (?:strong|powerful|big) enough|can(?:['’]t|not) (?:deliver|supply|provide|hold|keep up)|(?:will|does|do)(?:n['’]t| not)? ?(?:supply|provide|deliver) enough|none will supply|not (?:enough|sufficient) (?:power|current|amps)|zu schwach)/i,
      not: /\bUSB (?:hub|port)s?\b/i,
    },
    // The rush of current of what is plugged in takes the board down with it.
    {
      about: /\b(?:HDDs?|SSDs?|hard ?drives?|disks?|drives?|sticks?|hubs?|modems?|cameras?)\b/i,
      says: /\b(?:as soon as|when(?:ever)?|the moment|every time|once) (?:I|we) (?:connect|plug|attach|add)\w*\b.{0,50}\b(?:crash(?:es|ed)?|reboots?|rebooted|resets?|restarts?|freezes|hangs|dies|shuts? (?:down|off)|goes off)\b/i,
      given: /\b(?:Pis?\d?|Raspberry|RPi|boards?|nodes?|systems?|USB)\b/i,
      not: /\bSATA\b|\bNVMe\b/i,
    },
    // The label of the disk against what the ports may give.
    {
      about: /\b\d(?:[.,]\d)? ?A\b|\b(?:amps?|mA)\b/,
      says: /\b(?:only|at most|max(?:imum)?|limited to|up to|no more than)\b.{0,24}\b(?:[01](?:[.,]\d+)? ?A(?:mps?)?|\d{3,4} ?mA)\b.{0,24}\b(?:peripherals?|USB|ports?|devices?|downstream)\b/i,
      given: /\b(?:SSDs?|HDDs?|disks?|drives?|hub|Pi|model)\b/i,
      sentencesBefore: 2,
      within: 160,
    },
  ],
  cures: [{ part: words(supply), not: /\b(?:external|USB) (?:HDD|disk|drive|SSD)/i }],
}
