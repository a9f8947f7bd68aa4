import type { Told } from '../../../told/saying.ts'

const large =
  /\b(?:larger?|bigger?|big|huge) amounts? of payload\b|\b(?:larger?|bigger?|big|full-size[d]?|jumbo)\b(?! (?:number|amount|quantity|volume|percentage|share|part|fraction)).{0,30}\b(?:packets?|payloads?|frames?|datagrams?|tcp segments?)\b/i
const lost =
  /\b(?:drop(?:s|ped|ping)?|lost|vanish\w*|disappear\w*|hang(?:s|ing)?|hung|stall\w*|time[sd]? ?out|timing out|fail(?:s|ed|ing)?|never arriv\w+|(?:do|does|did)(?: not|n't) (?:arrive|get through|pass|go through)|swallowed)\b/i
/** A limit of a proxy refuses large requests as well: here the small ones have to go through. */
const largeRequests =
  /\b(?:larger?|bigger?|big|bulk|long)\b.{0,30}\b(?:requests?|responses?|transfers?|files?|uploads?|downloads?|pages?|quer(?:y|ies)|replies|images?)\b/i
const whileSmallPass =
  /\b(?:drop|lost|hang|hung|stall|time|timing|fail|never)\w*\b.*\bsmall\w*\b|\bsmall\w*\b.*\b(?:drop|lost|hang|hung|stall|time|timing|fail|never)\w*\b/i
/** What is large of its nature, where somebody has seen that small ones go through. */
const largeAnswers =
  /\b(?:curl|scrapes?|metrics|transfers?|downloads?|uploads?|pulls?|clones?|streams?|TLS|handshakes?|client ?hello|NFS|scp|rsync|https)\b/i
const stalls =
  /\b(?:hang(?:s|ing)?|hung|stall(?:s|ed|ing)?|stuck|time[sd]? ?out|timing out|pinned at|never (?:finish|complet|end)\w*|freez\w*|collaps\w+|crawl\w*)\b/i
const smallPass =
  /\b(?:works?|worked|fine)\b.{0,40}\b(?:less|smaller|shorter) than 1?[3-9]\d\d bytes|\b(?:small(?:er)?|tiny|short)\b.{0,40}\b(?:works?|worked|fine|ok(?:ay)?|succeed\w*|pass(?:es|ed)?|go(?:es)? through|respond\w*|instant\w*|no problem\w*)\b/i
/** A ping is small; it went through what puts a header around each packet. */
const pingThroughTunnel =
  /^(?=.*\bping\w*\b)(?!.*\bping\w*\b.{0,24}\b(?:fail|not|n['’]t|time))(?=.*\b(?:wireguard|wg\d|vxlan|tunnel\w*|vpn|tailscale|zerotier)\b)/i
const slow =
  /\b(?:crawl(?:s|ed|ing)?|collaps\w+|(?:terribly|extremely|very|painfully|awfully|much|far|times) slow(?:er|ly)?|(?:much|far|times|significantly) (?:slower|lower|less)|(?:only|at|measured|reach\w*|gets?|around|about)\b\W{0,4}(?:get |see |reach )?[\d.]+ ?(?:KB|KiB|[Kk]bit|[Kk]bps|Mbit|Mbps)\b|degrad\w+)/i
/** The same way without the overlay: what the nodes send by themselves arrives at full speed. */
const nodesAreFast =
  /\b(?:(?:between|from) (?:the )?(?:hosts?|nodes?|machines?)(?: themselves)?|host[- ](?:to[- ]host|locally)|node[- ]to[- ]node)\b.{0,80}\b(?:fine|full|line (?:speed|rate)|normal|fast|\d{3,4} ?M(?:bit|bps)|[\d.]+ ?G(?:B|bit|bps)|(?:never|not)\W+affected|unaffected|expected)|\bthan (?:between|from) (?:the )?(?:hosts?|nodes?)\b/i
/** Two sizes of one path. */
const twoSizes = /\bMTU\D{0,24}(\d{4,5})\b.*\bMTU\D{0,24}(?!\1\b)\d{4,5}\b/i
const setting = /\bmtu\b/i
const mismatch =
  /\b(?:mismatch\w*|too (?:large|big|high|small|low)|wrong|differ(?:s|ent|ed)?|does(?: not|n't) match|(?:larger|higher|smaller|lower) than|set to 1500|still 1500|1500 instead)\b/i

const stalledOrSlow = new RegExp(`${stalls.source}|${slow.source}`, 'i')

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: setting,
      says: /\b(?:had|have|needed) to (?:set|change|lower|reduce|decrease|raise) (?:the )?(?:\w+ )?MTU\b/i,
      not: /\b(?:GPU|loopback)\b/i,
    },
    {
      about: /\b(?:uploads?|downloads?|transfers?|streams?|copies|connections?)\b/i,
      says: /\b(?:hang\w*|hung|stall\w*|stop\w*|freez\w*|froze)\b.{0,16}\b(?:after|at) (?:a few|some|the first|about )?\s?\d*\s?(?:kilo|mega)?(?:bytes|KB|KiB|kB)\b/i,
      given:
        /\b(?:other|another|different|remote|across|between) nodes?\b|\bcross-node\b|\b(?:VPN|tunnel|wireguard|overlay|vxlan)\b/i,
    },
    {
      about: setting,
      says: /\b(?:had to|needed to|must|needs? a|requires? a) (?:be )?(?:lower(?:ed)?|reduced?|decreased?|smaller|set (?:to|it))\b/i,
    },
    {
      about: /\b(?:curl|https?|TLS|ssh|scp|requests?)\b/i,
      says: /\b(?:(?:not|n['’]t|no|never) (?:\w+ )?(?:get |gets |got )?(?:any |an )?(?:answer|response|reply|data)|hang(?:s|ing)?|hung|stall\w*|stuck|(?:until|till) (?:it )?time[sd]? ?-?out|pending)\b/i,
      given: pingThroughTunnel,
    },
    {
      about: /\b(?:large|big) (?:files?|downloads?|images?|layers?|uploads?)\b/i,
      says: /\b(?:can(?:not| not|['’]t)|unable to|fail\w* to) (?:be )?(?:download|upload|pull|push|transfer|fetch)\w*\b/i,
      given: /\b(?:dind|docker-?in-?docker|wireguard|vpn|tunnel|vxlan|overlay|tailscale)\b/i,
      not: /\b(?:disk|space|limit|413|body size)\b/i,
    },
    { about: large, says: lost },
    { about: large, says: lost, inUse: true },
    {
      about: /\b(?:pods?|cross-node|containers?|overlay|vxlan)\b/i,
      says: slow,
      given: nodesAreFast,
    },
    {
      about: /\b(?:packets?|networks?|traffic)\b/i,
      says: /\bsilent(?:ly)? (?:packet )?drop(?:s|ped|ping)?\b/i,
      given: /\bMTU\b/i,
    },
    // A segment whose sum is wrong went out of a card that was to compute it (net/ipv4/proc.c).
    {
      about: /\b(?:Tcp|Udp)?\s?InCsumErrors?\b/i,
      says: /\b(?:increas\w*|grow\w*|ris(?:es|ing)|rose|goes? up|went up|climb\w*|counts? up)\b/i,
    },
    {
      about: /\b(?:TSO|GSO|GRO|LRO|(?:tx|rx) (?:checksum\w*|off-?load\w*)|off-?load\w*)\b/i,
      says: /\boff\b.{0,24}\b(?:works?|fine|normal|fast|full speed|line (?:speed|rate))\b/i,
      given: stalledOrSlow,
    },
    {
      about: /\b(?:packets?|VXLAN|checksums?|cksums?|UDP|tcpdump|segments?)\b/i,
      says: /\b(?:bad|wrong|invalid|incorrect|broken|corrupt\w*)\b.{0,16}\b(?:check|ck)sums?\b/i,
      given: /\b(?:vxlan|flannel|overlay|calico|cilium|canal|pods?|nodes?|offload\w*)\b/i,
      not: /\b(?:image|layer|download|file|sha256|digest)\b/i,
    },
    {
      about: /\b(?:packets?|frames?|traffic|connections?|requests?)\b/i,
      says: /\bexceed(?:s|ed|ing)?\b.{0,40}\bMTU\b|\b(?:above|over|larger than|bigger than|more than|beyond)\s(?:about |~)?1[2-5]\d\d\b(?: bytes)?.{0,40}\b(?:not (?:reach|arriv|go|get|pass)\w*|n['’]t (?:reach|arriv|go|get|pass)\w*|never|hang\w*|stall\w*|los[et]\w*|lost|drop\w*|vanish\w*|fail\w*)|\b(?:los[et]\w*|lost|drop\w*|vanish\w*|hang\w*|stall\w*|fail\w*)\b.{0,40}\b(?:above|over|larger than|bigger than|beyond)\s(?:about |~)?1[2-5]\d\d\b/i,
    },
    {
      about: /\b(?:https|TLS|SSL|handshakes?|client ?hello)\b/i,
      says: stalls,
      given:
        /\b(?:plain )?http\b(?!s).{0,16}\b(?:works?|fine|ok)\b|\bping\w*\b.{0,24}\b(?:works?|fine|ok|succeed\w*|pass(?:es)?|get through|go through)\b|\bcan ping\b|\b(?:tcp|connect\w*)\b.{0,24}\b(?:works?|fine|established)\b/i,
      not: /\b(?:certificate|x509|cert-manager|expired)\b/i,
    },
    {
      about:
        /\b(?:over|through|via|across) (?:the |an? |my |our )?(?:VPN|tunnel|wireguard|tailscale|wg\d|PPPoE)\b/i,
      says: stalls,
      given:
        /\bpings? (?:\w+ )?(?:pass\w*|works?|are fine|go(?:es)? through|get(?:s)? through)\b|\bworks? but\b|\bsmall\w*\b/i,
    },
    {
      about: /\b(?:PPPoE|tunnel|link|uplink|VPN|wireguard|provider|ISP|path)\b/i,
      says: /\b(?:only|just|at most|no more than|maximum(?: of)?)\b.{0,16}\b1[2-4]\d\d\b/i,
      given: stalls,
    },
    {
      about: /\bjumbo(?: frames?)?\b/i,
      says: /\b(?:only|one side|one end|not (?:supported|enabled|allowed)|n['’]t (?:support|enable|allow)\w*|missing|disabled on|mismatch\w*)\b/i,
      given: stalls,
    },
    {
      about: setting,
      says: /\b(?:after|since|when) (?:I |we )?(?:set(?:ting)?|chang(?:ed|ing)|increas(?:ed|ing)|rais(?:ed|ing)|enabl(?:ed|ing))\b.{0,16}\bMTU\b.{0,12}\d{4}\b|\bMTU\b.{0,20}\b(?:set|changed|increased|raised) to \d{4}\b/i,
      given:
        /\b(?:fail\w*|error\w*|time[sd]? ?-?out|can(?:not|['’]t)|hang\w*|unreachable|no longer)\b/i,
      not: /\b(?:fixed|solved|helped|works now)\b/i,
    },
    // A handshake that did not end has many causes; one of a network with large frames has one.
    { about: setting, says: /\bMTU\D{0,24}\d{4}\b|\bjumbo\b/i, ifOpen: true },
    {
      about: largeRequests,
      says: whileSmallPass,
    },
    { about: setting, says: mismatch },
    {
      about: /\bPMTUD?\b|\bpath MTU\b|\bfrag(?:mentation)?[- ]needed\b|\bMSS\b/i,
      says: /\b(?:below|lower|smaller|too (?:low|large|big)|poison\w*|storm|black-?hol\w*|never (?:reach|arriv)\w*|(?:are|is|were|was|get|got) (?:dropped|blocked|ignored|filtered|lost)|clamp\w* (?:fix|solv|help)\w*)\b/i,
    },
    {
      about: largeAnswers,
      says: stalls,
      given: smallPass,
    },
    {
      about:
        /\b(?:curl|requests?|responses?|connections?|traffic|pods?|packets?|transfers?|downloads?|TLS|handshakes?|NFS|performance|throughput|iperf3?)\b/i,
      says: stalledOrSlow,
      given: twoSizes,
    },
    {
      about: /\b(?:packets?|payloads?|data|responses?|requests?|bytes)\b/i,
      says: /\b(?:drop(?:s|ped)?|hang(?:s|ing)?|hung|black-?hol(?:es|ed)|lost|fail(?:s|ed)?|(?:can(?:not| not|['’]t)) (?:access|reach|transfer))\b.{0,80}\b(?:larger?|bigger|more|longer|above|over|exceed\w*) (?:than )?\d{3,4} ?bytes\b|\b(?:larger?|bigger|more|longer|above|over|exceed\w*)\s+(?:than )?\d{3,4}\s+bytes\b.{0,80}\b(?:drop(?:s|ped)?|hang(?:s|ing)?|hung|black-?hol(?:es|ed)|lost|fail(?:s|ed)?)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:MTU|MSS(?: clamp\w*)?|tx-checksum\S*|(?:rx|tx)(?:\/[rt]x)? (?:off-?load\w*|checksum\w*)|tx off|ethtool|GRO|GSO|TSO|checksum(?:ming)? off-?load\w*|off-?loading|jumbo frames?)\b/i,
      not: /\b(?:GPU|TLS off-?load\w*|disk)\b/i,
    },
  ],
}
