import type { Told } from '../../../told/saying.ts'
import { anyDisk, isDying, nvme, words } from '../../../told/things.ts'

/** How people tell of a disk that cannot read or write itself. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:SSDs?|HDDs?|hard ?dis[ck]s?|hard ?drives?|boot USB|USB sticks?)\b/i,
      says: /\b(?:hardware failures?|(?:only|just) allow(?:ed|s) read|fail-?safe mode|(?:has|have) (?:finally )?(?:failed|died)\b(?! to))/i,
      named: true,
      within: 90,
      not: /\b(?:SD|enclosure|bridge|adapter)\b/i,
    },
    {
      about: words(anyDisk, nvme, String.raw`\bSMART\b`),
      says: /\b(?:bad (?:sectors?|blocks?)|(?:reallocated|pending|uncorrectable)\b.{0,24}\b[1-9]\d*|(?:hardware )?I\/O errors? at sectors?|unreadable sectors?|medium errors?|media errors?|SMART\b.{0,40}\b(?:fail(?:ed|ing|s|ure)?|errors?|warn\w*)|self-?test (?:failed|fails)|click(?:s|ing)|head crash|percentage used.{0,12}\b(?:9\d|1\d\d))\b/i,
      not: /\b(?:SD|no|passed|clean|fine|healthy|zero|without)\b/i,
      unless: /\bLonghorn volume\b/i,
    },
    {
      about: words(String.raw`\b(?:HDDs?|hard ?dis[ck]s?|hard ?drives?|SSDs?|disk|drive)\b`),
      says: words(isDying),
      given: /\b(?:SMART|smartctl|sectors?|badblocks|reallocat\w+|pending)\b/i,
      not: /\b(?:SD|USB|no|passed|clean|healthy|to (?:boot|mount|detect))\b/i,
    },
  ],
}
