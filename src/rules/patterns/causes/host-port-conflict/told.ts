import type { Told } from '../../../told/saying.ts'

const port = /\b(?:(?:host|tcp|udp|liveness-?probe|metrics|health) ?)?ports?\b/i
const taken =
  /\b(?:conflict(?:s|ed|ing)?|already (?:in use|used|taken|bound|allocated|occupied|listening)|(?:is|was|were|are|been) (?:already )?(?:occupied|taken|in use|used by|bound by|bound to|binded to)|ports? \d{2,5} (?:already )?in use|clash(?:es|ed|ing)?|collid(?:es|ed|ing)|collision|compet(?:e|es|ed|ing) for|fight(?:s|ing)? (?:over|for))\b/i
/** Programs of the node, or other pods in its network. */
const holder =
  /\b(?:another|other|old|existing|left-?over|second|both|host(?:['’]s)?|systemd-resolved|something else|process(?:es)?|nginx|apache2?|haproxy|dnsmasq|docker|traefik|node[- ]exporters?|kubelet|k3s|microk8s|services?|charts?)\b/i
const holds =
  /\b(?:listen(?:s|ed|ing)?|run(?:s|ning)|us(?:es|ed|ing)|hold(?:s|ing)?|held|occup(?:y|ies|ied)|bound|binds?|want(?:s|ed)?)\b.{0,24}(?:\bports? |\b(?:on|to) :?)\d{2,5}\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: port,
      says: taken,
      not: /\b(?:ethernet|switch|usb|serial|hdmi|nodeport range|free ports|not (?:used|in use|taken)|report\w*|support\w*|import\w*)\b/i,
    },
    {
      about: holder,
      says: holds,
      given:
        /\b(?:already|on the (?:host|node)|still|conflict\w*|taken|in use|both|two|same ports?|pending|can(?:not|['’]t) (?:start|bind|listen)|left-?over|something else|old)\b/i,
      not: /\b(?:firewall\w*|blocked|time[sd]? ?out|unreachable|refused|nodeport|curl|browse\w*)\b/i,
    },
    // A load balancer pod of K3s wants nothing but ports of the node.
    {
      about: /\bsvclb-\S+|\bsvclb(?= pods?\b)/i,
      says: /\b(?:pending|unschedulable|(?:kept|keeps?|held|holds?|takes?|took) (?:the |its |all )?ports?)\b/i,
      not: /\b(?:external|taint\w*|no longer)\b/i,
    },
    {
      about:
        /\b(?:controllers?|proxy|ingress|traefik|nginx|load ?balancer|service|adguard\w*|pi-?hole)\b/i,
      says: /\bcan(?:not|['’]t) (?:get|have|bind|open|listen on) (?:to )?ports? \d{2,5}\b/i,
      not: /\b(?:firewall\w*|reach|permission|privileged)\b/i,
    },
    {
      about: /\bnode[- _]?exporters?\b/i,
      says: /\b(?:already (?:running|installed|deployed)|(?:runs?|running|installed) twice|two|both)\b/i,
      given: /\b(?:ports?|9100|host|CrashLoop\w*|pending)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:systemd-resolved|DNSStubListener|(?:other|another|different) (?:host ?)?port|disable: ?traefik|--disable[= ]traefik|(?:the )?(?:host(?:['’]s)? |old )?(?:nginx|apache2?|haproxy))\b/i,
      not: /\b(?:certificate|DNS (?:lookup|resol)\w*|resolv\.conf|nameservers?|version|image|chart)\b/i,
    },
  ],
}
