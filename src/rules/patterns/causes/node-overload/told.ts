import type { Told } from '../../../told/saying.ts'

/** How people tell that a node has too little for what runs on it. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:writ(?:es|ing)|load(?: average)?|CPU|kswapd\d?|kcompactd\d?|swap(?:ping)?|iowait|I\/O wait|memory|RAM|processor)\b/i,
      says: /\b(?:kswapd\d?\b.{0,40}\b(?:high|100 ?%|\d\d ?%|usage|busy|spin\w*)|high (?:kswapd|load|iowait|CPU (?:load|usage))|load (?:average )?(?:of |was |is |above |over |went |goes |at |around |~ ?)?(?:to |up to |above |over )?(?:[1-9]\d|\d\d\d)(?:\.\d+)?\b|(?:100|9\d) ?% (?:CPU|iowait|wait|memory|RAM|load)|(?:CPU|memory|RAM|iowait|swap)\b.{0,24}\b(?:at|to|of|is|was) (?:constantly )?(?:100|9[5-9]) ?%|thrash(?:es|ed|ing)|swap(?:s|ped|ping)? (?:heavily|constantly|like crazy|to death|itself)|swap (?:was |is )?(?:full|used up|exhausted)|(?:making|makes?|made) the (?:whole )?\w+ (?:stall|hang|crawl|unresponsive|slow)|super high loads?|overload(?:ed|s)?)\b/i,
      not: /\b(?:OOMKilled|normal|idle|fine|low|cache|GPU|battery)\b/i,
    },
  ],
}
