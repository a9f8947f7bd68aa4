import type { Told } from '../../../told/saying.ts'

const degrees = String.raw`(?:8\d|9\d|1[01]\d)(?:\.\d+)? ?(?:°|º|deg(?:rees?)?|grad|celsius|celcius|celcious|['’]?C\b)`

/** How people tell that a board is too hot. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:temp(?:erature)?s?|cpu|soc|pi|board|core|node|it|heat|thermal|Temperatur)\b/i,
      says: new RegExp(degrees, 'i'),
      not: /\b(?:NVMe|SSD|drive|disk|HDD|never (?:gets?|goes|went|exceed)|below|under|max(?:imum)? allowed|limit is|shuts? down at|up to|stays?|rated|until)\b/i,
    },
    {
      about:
        /\b(?:pi|board|cpu|soc|node|raspberry|rpi|it|throttl\w+|release|kernel|clock|frequency|speed|processor|system|core)\b/i,
      says: /\b(?:over-?heat(?:s|ed|ing)?|too hot|thermal(?:ly)? (?:throttl\w+|limit|shut\w*|trip\w*)|throttl(?:es|ed|ing|e)\b.{0,40}(?:\b(?:heat|temp\w*|hot|thermal)\b|\b\d\d ?°?C\b)|(?:heat|temp\w*|hot|thermal)\b.{0,40}\bthrottl(?:es|ed|ing|e)\b|überhitz\w+|surchauffe\w*|sobrecalent\w+)\b/i,
      not: /\bback to normal\b|\bstopped\b|\bunder-?volt|\blow voltage|\bNVMe|\bSSD\b/i,
    },
    {
      about:
        /\b(?:shut(?:s|ting)? (?:itself |themselves )?(?:down|off)|shutdowns?|power(?:s|ed|ing)? (?:itself )?off|switch(?:es|ed) (?:itself )?off|turn(?:s|ed) (?:itself )?off|reboots?|resets?)\b/i,
      says: /\bthermal[_ ](?:zone\d*|shutdown|trip\w*|protection|limit)\b|\b(?:too hot|over-?heat(?:s|ed|ing)?|temperature spikes?|critical temperature)\b/i,
      not: /\b(?:NVMe|SSD|disk|drive)\b/i,
      sentencesBefore: 0,
    },
    {
      about: /\bthrottl\w+|\b(?:clock|frequency|CPU|Pi)\b/i,
      says: /\bthrottl(?:es|ed|ing|e)?(?: down)? to \d{3,4} ?[MG]Hz/i,
      given: /\d ?° ?C|\bheat ?sink|\btemp/i,
      unless: /\bunder-?volt|\blow voltage/i,
    },
    {
      about: /\b(?:fan|heat ?sink|cooler|Lüfter)\b/i,
      says: /\b(?:(?:had |has |have )?c(?:ame|ome) (?:off|loose)|fallen off|not seated|(?:not|n['’]t|no longer|stopped|never) (?:spin|turn|run|start|work)\w*|died|dead|broken|fell off|came off|blocked|seized|steht)\b/i,
      given: /\b(?:hot|heat|temp|throttl|slow|°|degrees)/i,
    },
  ],
  cures: [
    {
      part: /\b(?:heat ?sinks?|fans?|active cooler|cooler|thermal (?:pad|paste)|Lüfter|ventilator)\b/i,
    },
  ],
}
