/** Things that people name in many ways, and what they say of them. */

/** Parts of an expression put together; letters count in either case. */
export function words(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map((part) => `(?:${part})`).join('|'), 'i')
}

export const card = String.raw`\b(?:(?:micro|µ|mini)[- ]?SD\w*|SD[- ]?(?:cards?|karten?)|sdcards?|SDHC|SDXC|TF[- ]cards?|memory cards?|Speicherkarte|tarjeta SD|carte SD|eMMC|Class ?(?:4|10)\b.{0,8}\d+ ?GB|High Endurance)\b|/dev/mmcblk0|\bmmcblk0`
export const supply = String.raw`\b(?:power (?:supply|supplies|adapter|brick|bank|pack|cable|cord)|battery packs?|PSUs?|chargers?|wall[- ]?(?:wart|adapter)|Netzteile?s?|USB-C (?:supply|cable|charger|power)|charging cable|5 ?V (?:supply|adapter)|PoE[+ -]*(?:hats?|injector|switch|splitter|adapter)|extension cord|power strip|alimentation|fuente de alimentación)\b`
export const nvme = String.raw`\bNVM[eE]\b(?!-of)|\bM\.2\b|/dev/nvme|\bnvme\d`
export const usbDisk = String.raw`\b(?:USB|external)[- ]?(?:\d(?:\.\d)? ?)?(?:[- ]?(?:attached|connected|C|3))? ?(?:SSDs?|HDDs?|hard ?(?:disks?|drives?)|harddrives?|disks?|drives?|sticks?|thumb drives?|flash drives?|enclosures?|cases?|bridges?|adapters?|docks?|NVMe|storage|boot)\b|\b(?:SSDs?|HDDs?|disks?|drives?|NVMe)\b.{0,40}\b(?:(?:via|over|on|to|in|at|through|behind|connected|attached)\b.{0,24})\bUSB|\bUSB[- ]?(?:to[- ])?SATA\b|\bSATA[- ]?(?:to[- ])?USB|\b(?:JMicron|ASMedia|ASM\d{3,4}|JMS\d{3}|RTL9210\w?|VL71\d)\b`
export const anyDisk = String.raw`\b(?:SSDs?|HDDs?|HDs?|hard ?dis[ck]s?|hard ?drives?|harddrives?|(?:USB |external )?(?:disks?|drives?)|Festplatten?|Platten?|disques?|discos?|/dev/sd[a-z]\d?|sd[a-z])\b`
export const wifi = String.raw`\bWi-?Fi\b|\bWLAN\b|\bwlan\d\b|\bwireless\b|\bbrcmfmac\b`
export const wired = String.raw`\b(?:ethernet|eth\d|end\d|en[opsx]\w*\d\w*|NICs?|network (?:card|adapter|interface|port|link|cable|controller)|switch ports?|LAN (?:port|cable|adapter)|Netzwerk(?:karte|kabel|verbindung)|(?:network|ethernet|eth|gigabit|LAN) ?(?:link|connection)|link)\b`
export const kernel = String.raw`\b(?:kernels?|firmware|bootloader|EEPROM|eeprom|rpi-update|linux-image\S*|raspberrypi-kernel|driver)\b`

/** A thing that was there goes away. */
export const goesAway = String.raw`\b(?:disappear(?:s|ed|ing)?|dissapear\w*|vanish(?:es|ed|ing)?|disconnect(?:s|ed|ing|ion|ions)?|drop(?:s|ped|ping)?(?: (?:off|out|away))|dropouts?|(?:falls?|fell|falling|fallen) (?:off|out|away)|goes? (?:away|missing|offline)|went (?:away|missing|offline)|gone (?:missing|offline)|(?:is|was|are|were) (?:just |suddenly |simply |completely )?(?:gone|lost|missing|not there|no longer (?:there|visible|listed|detected|recogni[sz]ed|seen|accessible))|unmount(?:s|ed) (?:itself|themselves|randomly)|(?:no longer|not) (?:be )?(?:detected|recogni[sz]ed|accessible|visible|listed|found|seen)(?! (?:by|in) (?:windows|the bios))|(?:only |not |n['’]t )?(?:sometimes|always|randomly|almost never|rarely)\b.{0,40}\b(?:detected|recogni[sz]ed|found|seen)|(?:does|do|did|could)(?:n['’]t| not) (?:find|see|detect)|fail(?:s|ed|ing)? to (?:find|see|detect|recogni[sz]e)|can(?:no|['’])t (?:be )?(?:found|mounted|detected|accessed|seen)|lost (?:the |its |their |my )?(?:connection|disk|drive|ssd|nvme)|stop(?:s|ped) (?:responding|answering)|(?:not|n['’]t) respond(?:ing)?|verschwind\w+|verschwunden|weg ist|disparaît|disparu|desaparec\w+)\b`
export const isDying = String.raw`\b(?:died|dies|dying|dead|failed|failing|fails|failure|worn(?:[- ]out)?|wears? out|wore out|broken?|bad|faulty|defect(?:ive|s)?|kaputt|defekt|gave up|going bad|went bad|has? gone bad|end of (?:its )?life|EOL|unreadable|hs|muri[oó]|mort[e]?)\b`
