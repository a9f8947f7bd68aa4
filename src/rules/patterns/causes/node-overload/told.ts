import type { Told } from '../../../told/saying.ts'

const silentNode =
  /\bNodeNotReady\b|\bNotReady\b|\b(?:nodes?|boards?|Pis?|machines?|servers?|kubelets?|ssh)\b.{0,60}\b(?:unreachable|unresponsive|stop(?:s|ped) (?:responding|answering)|not respond\w*|n['’]t respond\w*|fr[eo]ez\w*|frozen|crawl\w*|hang(?:s|ing)?|hung|went down|goes down|locked up)\b/i

/** How people tell that a node has too little for what runs on it. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:writ(?:es|ing)|load(?: average)?|CPU|kswapd\d?|kcompactd\d?|swap(?:ping)?|iowait|I\/O wait|memory|RAM|processor)\b/i,
      says: /\b(?:kswapd\d?\b.{0,40}\b(?:high|100 ?%|\d\d ?%|usage|busy|spin\w*)|high (?:kswapd|load|iowait|CPU (?:load|usage))|load (?:average )?(?:of |was |is |above |over |went |goes |at |around |~ ?)?(?:to |up to |above |over )?(?:[1-9]\d|\d\d\d)(?:\.\d+)?\b|(?:100|9\d) ?% (?:CPU|iowait|wait|memory|RAM|load)|(?:CPU|memory|RAM|iowait|swap)\b.{0,24}\b(?:at|to|of|is|was) (?:constantly )?(?:100|9[5-9]) ?%|thrash(?:es|ed|ing)|swap(?:s|ped|ping)? (?:heavily|constantly|like crazy|to death|itself)|swap (?:was |is )?(?:full|used up|exhausted)|(?:making|makes?|made) the (?:whole )?\w+ (?:stall|hang|crawl|unresponsive|slow)|super high loads?|overload(?:ed|s)?)\b/i,
      not: /\b(?:OOMKilled|normal|idle|fine|low|cache|GPU|battery)\b/i,
    },
    {
      about: /\b(?:memory|RAM|CPUs?|I\/O)\b/i,
      says: /\b(?:memory|RAM|CPU|I\/O)[- ](?:pressure|exhaust\w+|starv\w+|saturat\w+|contention)\b|\b(?:exhaust(?:s|ed|ing)?|saturat(?:es|ed|ing)|starv(?:es|ed|ing))\b.{0,30}\b(?:memory|RAM|CPUs?|I\/O)\b|\b(?:consum(?:es|ed|ing)|us(?:es|ed|ing)|eat(?:s|ing)?(?: up)?|ate|tak(?:es|ing)|hog(?:s|ged|ging)?)\b.{0,20}\b(?:unusually|too|very|extremely|all|huge|excessive|enormous|massive|most)\b.{0,24}\b(?:memory|RAM|CPUs?)\b/i,
      // It was the node that suffered.
      given: silentNode,
      not: /\b(?:disk|limits? of|OOMKilled|MemoryPressure +False)\b/i,
      unless: /\boom[- ]?kill\w*|\bout of memory: kill/i,
    },
  ],
}
