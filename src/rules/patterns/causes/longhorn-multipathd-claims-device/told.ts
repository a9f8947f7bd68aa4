import type { Told } from '../../../told/saying.ts'

const daemon = /\b(?:multipathd?|mpath\w*)\b/i
const holds =
  /\b(?:claim(?:s|ed|ing)?|grab(?:s|bed|bing)?|h[eo]ld(?:s|ing)?|too?k|takes?|taken|lock(?:s|ed|ing)?|seiz\w+|steal\w*|stole|interfer\w+|captur\w+|(?:was|is|were) using|blocking|mapped|on top of)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: daemon, says: holds },
    {
      about: /\b(?:lsblk|multipath -ll)\b/i,
      says: /\b(?:shows?|showed|mentions?|mentioned|lists?|listed|has|had|prints?|says?)\b.{0,24}\bmpath\w*/i,
      given:
        /\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|unable to|fail(?:s|ed)? to) (?:be )?mount|\bmount(?:ing)? fail|\bmount error/i,
    },
  ],
  cures: [{ part: daemon }],
}
