import type { Told } from '../../../told/saying.ts'
import { wifi, wired, words } from '../../../told/things.ts'

const lostLink = String.raw`\b(?:drop(?:s|ped|ping|outs?)?(?: (?:off|out|packets))?|dropouts?|disconnect(?:s|ed|ing|ions?)?|los(?:es|ing|t|s)(?: (?:its|the|their))? (?:connection|connectivity|link|carrier|signal|network|packets|connect\w*)|(?:goes|went|going|go) (?:down|offline|dead|away)|down(?:\/| and | then )up|up(?:\/| and | then )down|(?:link )?(?:down|breaks?)(?:\/up)? events?|breaks?|flap(?:s|ped|ping)?|die[sd]|dying|dead|freez(?:es?|ing)|froze|hang(?:s|ing)?|hung|stop(?:s|ped) (?:working|responding|sending)|unstable|unreliable|patchy|flaky|spotty|intermittent(?:ly)?|instability|(?:not|never|n['’]t) (?:return|come back|recover|reconnect|keep)\w*|can(?:no|['’])t keep|cannot (?:keep|hold)|fails? (?:to (?:connect|reconnect|come up)|irregularly)|timeouts?|reset adapter|no (?:link|carrier)|(?:CRC|FCS|framing|alignment|input) errors?|bad|faulty|defective|broken|loose|connectivity (?:issues?|problems?)|abbr[iu]ch\w*|bricht (?:ab|weg)|verliert)\b`
const speed = String.raw`\b(?:(?:dropp?(?:s|ed|ing)?|f[ae]ll(?:s|ing|en)?|negotiat\w+|link(?:s|ed)?|stuck|only|down|runs?|downshift\w*)\b.{0,32}\b10{1,2} ?(?:Mbps|Mbit\w*|Mb\/s|M\b)|10{1,2} ?(?:Mbps|Mbit\w*|Mb\/s)\b.{0,24}\binstead\b)`

const pods =
  /\b(?:flannel|CNI|overlay|pods?|vxlan|calico|cilium|veth|ingress|MetalLB|MTU|firewall|iptables|DNS server|VPN|wireguard|tailscale)\b/i

/** How people tell of a card, cable or radio that loses the network. */
export const sentences: Told = {
  sayings: [
    {
      about: words(wifi),
      says: words(lostLink),
      not: pods,
      unless: /\b(?:load average|swap (?:was |is )?full)\b/i,
    },
    {
      about: words(wired),
      says: words(lostLink, speed),
      not: words(
        pods.source,
        String.raw`\b(?:PCIe|SATA|USB) (?:link|cable)`,
        String.raw`\b(?:dead|broken) link`,
        String.raw`\bsymlink`,
        String.raw`\bhttps?:`,
      ),
    },
    {
      about: /\b(?:Pi|board|node|raspberry|RPi|device|it)\b/i,
      says: /\b(?:random(?:ly)? (?:network )?disconnects?|(?:drop(?:s|ped|ping)?|fall(?:s|ing)?|fell|falls) off (?:of )?(?:the |my )?(?:network|Wi-?Fi|LAN)|los(?:es|t|ing) (?:its |the )?(?:network|Wi-?Fi|internet)(?: connection| connectivity)?)\b/i,
      given:
        /\b(?:keeps? (?:on )?running|still (?:running|on|alive)|continues|ping|logs? (?:go|went|continue)|console|keyboard|Wi-?Fi|cable|ethernet)\b/i,
      not: pods,
    },
    {
      about: /\b(?:network|Netzwerk|connection)\b/i,
      says: /\b(?:random|intermittent|frequent|constant|unexpected) (?:network )?(?:disconnects?|drops?|dropouts?|losses|breaks)\b|\bdisconnects\b/i,
      given: words(wifi, wired, String.raw`\b(?:access point|AP|SSID|RSSI|dBm)\b`),
      not: pods,
    },
    // The card is deaf on one side only, as a stalled ring of its driver leaves it.
    {
      about: /\b(?:tx_packets|tx|transmit\w*|sending)\b/i,
      says: /\b(?:freez\w*|frozen|froze|stall\w*|stops?|stopped|stuck|hangs?|hung|no longer (?:count\w*|mov\w*|advanc\w*|increment\w*))\b/i,
      given: /\b(?:rx|rx_packets|receiv\w*)\b/i,
      not: pods,
    },
    {
      about:
        /\b(?:Realtek|RTL ?\d{4}\w*|8\d{3}[A-Z]?|AX\d{5}\w*|ASIX|Aquantia|AQC\d+)\b.{0,20}\b(?:adapters?|dongles?|sticks?|cards?)\b/i,
      says: words(lostLink),
      not: pods,
      sentencesBefore: 1,
    },
    {
      about: /\b(?:line|connection|link)\b/i,
      says: /\bdrops?\b/i,
      given: /\b(?:Mb\/s|Mbps|DHCP|ethernet|ping|router|gigabit)\b/i,
      not: pods,
    },
    {
      about: /\b(?:ping|gateway|router|LAN IP)\b/i,
      says: /\b(?:Destination Host Unreachable|packet loss|(?:fails?|failing|time(?:s|d)? ?out|unreachable))\b/i,
      given: words(wifi),
      not: pods,
    },
  ],
  cures: [
    {
      part: /\b(?:(?:ethernet|network|patch|LAN|Cat ?\d\w?) ?(?:cable|kabel)|cable|switch port|(?:USB )?(?:ethernet|network|wi-?fi) (?:adapter|dongle|card|stick)|power[_ -]?sav(?:e|ing)|power management|EEE\b|iwconfig|re-?plugg?\w* (?:the )?(?:ethernet |network )?cable)/i,
      not: /\b(?:power cable|USB(?:-C)? cable|ribbon|flat cable|SATA)\b/i,
    },
  ],
}
