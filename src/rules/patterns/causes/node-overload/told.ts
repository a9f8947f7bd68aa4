import type { Told } from '../../../told/saying.ts'

const silentNode =
  /\bNodeNotReady\b|\bNotReady\b|\b(?:nodes?|boards?|Pis?|machines?|servers?|kubelets?|ssh)\b.{0,60}\b(?:unreachable|unresponsive|stop(?:s|ped) (?:responding|answering)|not respond\w*|n['’]t respond\w*|fr[eo]ez\w*|frozen|crawl\w*|hang(?:s|ing)?|hung|went down|goes down|locked up)\b/i

const waitsForMount =
  /\b(?:nfs|cifs|smb|samba)\b.{0,40}\b(?:mounts?|shares?|server|hang\w*|stuck)\b|\b(?:stuck|hanging|hung) (?:nfs|cifs|smb)\b|\bD[- ]state\b|\buninterruptible\b/i

/** How people tell that a node has too little for what runs on it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:pods?|nodes?|kubelet)\b/i,
      says: /\b(\d{2,3})\/\1\b.{0,24}\bpods\b|\b(?:limit|maximum|max) (?:of|is) (?:110|250) pods\b|\b(?:110|250) pods\b.{0,24}\bno more\b|\b110[- ]pods? (?:per node )?limit\b|\btoo many pods\b/i,
    },
    {
      about: /\b(?:cluster|nodes?|workers?|Pis?|board|machines?|VMs?|server|host)\b/i,
      says: /\b(?:(?:do|does|did)(?: not|n['’]t) have (?:enough|sufficient)|(?:has|have|had) (?:too little|not enough|insufficient)) (?:free )?(?:memory|CPUs?|RAM|resources|capacity|cores)\b|\b(?:is|are|was|were) (?:heavily |badly )?(?:over-?committed|over-?provisioned|over-?booked)\b|\b(?:too|under-?)(?: )?(?:weak|small|powered|slow)\b|\bswap(?:s|ping|ped) (?:all the time|permanently|constantly)\b|\b(?:9\d|100) ?% (?:of )?(?:allocatable )?(?:memory|CPU|RAM) request(?:s|ed)?\b/i,
      not: /\b(?:disk|storage|space|power supply|volt\w*|heat\w*|Longhorn|replicas?|SD card)\b/i,
    },
    {
      about: /\b(?:pods?|rollout|scheduler|deployment|FailedScheduling|nodes?)\b/i,
      says: /\b(?:Pending|FailedScheduling|unschedulable)\b.{0,40}\binsufficient (?:memory|CPU)\b|\binsufficient (?:memory|CPU)\b.{0,40}\b(?:any|every|each|all|no) (?:of the )?nodes?\b/i,
    },
    {
      about: /\b(?:memory|RAM|free|top)\b/i,
      says: /\b(?:(?:only|less than|just|under|about|merely|~)\s?\d{1,2} ?M(?:i?B)?\b.{0,24}\b(?:free|left|available)\b|(?:only|less than|just|under) \d{1,2} ?M(?:i?B)? (?:of )?(?:free )?(?:memory|RAM)\b)/i,
      given:
        /\b(?:time[sd]? ?-?outs?|timing out|hung|hang\w*|slow\w*|unresponsive|stuck|NotReady|crawl\w*|fail\w*)\b/i,
      not: /\b(?:disk|storage|cache|space|limit|heap|VRAM|GPU)\b/i,
    },
    {
      about: /\b(?:memory|RAM|CPUs?|cores)\b/i,
      says: /\b(?:is|was)(?: not|n['’]t) enough (?:memory|RAM|CPU)\b.{0,16}\bon (?:the|this|my|that|each|any|a) (?:node|Pi|board|server|machine)\b/i,
    },
    {
      about: /\brequests\b/i,
      says: /\badd up to more\b|\bexceed(?:s|ed)? (?:the |what )?(?:node|capacity|allocatable)\b/i,
    },
    {
      about: /\bmemory pressure\b/i,
      says: /\bnode(?:[- ]level|['’]s)? memory pressure\b|\bmemory pressure (?:on|of) (?:the |each |every |this )?nodes?\b/i,
      given: /\b(?:evict\w*|kill\w*|restart\w*|NotReady)\b/i,
    },
    {
      about: /\b(?:memory|CPU|RAM) requests?\b/i,
      says: /\b(?:are|is|sit|sits|stand|stands) at (?:about |~)?(?:9\d|100) ?%/i,
    },
    {
      about: /\bbackups?|\bscrub\w*|\bparity check|\bcron ?jobs?\b/i,
      says: /\bsaturat\w+|\bi\/?o[- ]?wait\b|\bhigh I\/?O\b|\bgrinds? to a h\w+lt\b/i,
      given: /\b(?:nodes?|VMs?|cluster|k3s|etcd|unresponsive|stall\w*)\b/i,
    },
    {
      about: /\b(?:pods?|it|deployment|job)\b/i,
      says: /\b(?:requests?|wants?|asks? for|needs?) \d+(?:\.\d+)? ?(?:CPUs?|cores|Gi|GB)\b.{0,40}\bno(?:ne| node)?\b/i,
    },
    {
      about:
        /\b(?:writ(?:es|ing)|load(?: average)?|CPU|kswapd\d?|kcompactd\d?|swap(?:ping)?|iowait|I\/O wait|memory|RAM|processor)\b/i,
      says: /\b(?:kswapd\d?\b.{0,40}\b(?:high|100 ?%|\d\d ?%|usage|busy|spin\w*)|high (?:kswapd|load|iowait|CPU (?:load|usage))|load (?:average )?(?:of |was |is |above |over |went |goes |at |around |~ ?)?(?:to |up to |above |over |beyond |past )?(?:[1-9]\d|\d\d\d)(?:\.\d+)?\b|(?:100|9\d) ?% (?:CPU|iowait|wait|memory|RAM|load)|(?:CPU|memory|RAM|iowait|swap)\b.{0,24}\b(?:at|to|of|is|was) (?:constantly )?(?:100|9[5-9]) ?%|thrash(?:es|ed|ing)|swap(?:s|ped|ping)? (?:heavily|constantly|like crazy|(?:itself |themselves )?to death|itself)|swap (?:was |is )?(?:full|used up|exhausted)|(?:making|makes?|made) the (?:whole )?\w+ (?:stall|hang|crawl|unresponsive|slow)|super high loads?|overload(?:ed|s)?)(?!\w)/i,
      not: /\b(?:OOMKilled|normal|idle|fine|low|cache|GPU|battery|of (?:its|the) limit)\b/i,
      // What waits for a mount counts into the load as well.
      unless: waitsForMount,
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
