import type { Told } from '../../../told/saying.ts'
import { card, isDying, words } from '../../../told/things.ts'

/** What else makes cards look bad: their supply. Then the card is judged again with a good one. */
const weakSupply = /\bunder-?volt|\blow voltage|0x[0-9a-f]*50005|0x50000|\bbrown/i

/** How people tell of a card that fails. */
export const sentences: Told = {
  sayings: [
    {
      about: words(card),
      says: words(
        isDying,
        String.raw`\b(?:read-?only|ro\b|write[- ]protect\w*|I\/O errors?|input\/output errors?|errors? (?:on|from)|writes? (?:are|is|get)? ?(?:silently )?(?:ignored|lost|discarded)|time(?:s|d)?[- ]?outs?|old (?:image|data|content)|not (?:respond|readable|writ(?:e)?able)\w*|fake|counterfeit)`,
      ),
      not: /\b(?:reader|read-?only (?:mode|system|root|overlay)|make|making|mount(?:ed)? (?:it )?read-?only (?:on purpose|to)|overlayfs|bad (?:idea|choice|for)|fail(?:s|ed)? to boot from (?:USB|SSD|NVMe)|boot(?:s|ed|ing)? (?:\w+ ){0,3}from (?:the |an? |my )?(?:micro)?SD)\b/i,
      unless: weakSupply,
    },
    {
      about: words(card),
      says: /\b(?:stuck|stall(?:s|ed|ing)?|hang(?:s|ing)?|hung|unresponsive|freez(?:es|ing))\b/i,
      named: true,
      not: /\b(?:reader|replaced|swapped|instead of)\b/i,
      unless: weakSupply,
    },
    // The slot by the kernel's name; where a radio hangs on it, that is another matter.
    {
      about: /\bmmc(?:blk)?[01]\b/i,
      says: /\b(?:time-?outs?|timed out|I\/O errors?|errors?|stuck|resets?)\b/i,
      given: words(card, String.raw`\bcard\b`),
      unless: new RegExp(`${weakSupply.source}|\\b(?:brcmfmac|wlan\\d|SDIO)\\b`, 'i'),
    },
    {
      about: /\b(?:fresh|new) image\b/i,
      says: /\bold (?:image|system|data|content)s?\b.{0,24}\b(?:still|there|boots?|back)\b/i,
    },
    {
      about: /\b(?:boot(?:s|ed|ing)?|root(?:fs)?|file ?system|disk)\b/i,
      says: /\bread[- ]only\b/i,
      given: words(card),
      unless: /\b(?:NVMe|USB|SSD|overlay|on purpose|Longhorn|PVC?|volume)\b|\bunder-?volt/i,
      not: /\bmake|\bmount(?:s|ing)? (?:it )?read-only to\b|\binitially\b/i,
    },
  ],
  cures: [
    {
      part: words(card),
      not: /\b(?:NVMe|USB|external|kernel|image|flash(?:ed)?|reflash\w*|reinstall\w*|fresh install)\b/i,
    },
  ],
}
