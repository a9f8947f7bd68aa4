import type { Told } from '../../../told/saying.ts'

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:liveness|startup)[- ]?probes?(?:['’]s)?\b/i,
      says: /\b(?:kill(?:s|ed|ing)?|restart(?:s|ed|ing)?|end(?:s|ed)?|terminat\w+)\b.{0,60}\b(?:before|mid-?start\w*|while (?:it )?(?:is )?(?:still )?start\w*|too (?:early|soon))\b|\btoo (?:aggressive|tight|short|strict|impatient|early)\b|\btight (?:defaults?|limits?|settings?)\b/i,
      not: /\b(?:readiness only|OOM\w*)\b/i,
    },
    {
      about:
        /\b(?:slow|tak(?:es?|ing)|long(?:er)?)\b.{0,24}\b(?:to start|start(?:s|ed|ing|up)?|to boot|boot(?:s|ed|ing)?)\b/i,
      says: /\bkilled by (?:the|its) (?:liveness|startup)[- ]?probe\b/i,
    },
  ],
}
