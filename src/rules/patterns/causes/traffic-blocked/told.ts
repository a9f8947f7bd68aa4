import type { Told } from '../../../told/saying.ts'

const filter =
  /\b(?:firewall(?:d|s)?|ufw|iptables|nftables|security groups?|(?:cilium|calico|global|clusterwide)*network ?polic(?:y|ies)|acls?|nixos-fw)\b/i
const blocks =
  /\b(?:only (?:permits?|allows?|lets?|accepts?) (?:tcp|udp|ssh|http\w*|icmp|traffic from|port)|block(?:s|ed|ing)?|drop(?:s|ped|ping)?|reject(?:s|ed|ing)?|den(?:y|ies|ied)|discard(?:s|ed)?|clos(?:ed|es)|refus(?:es|ed)|filter(?:ed|(?:s|ing) out)|in the way|(?:was|were|is|are) (?:still )?(?:on|active|enabled|running)|(?:was|is) missing (?:a |the )?(?:rule|port)|(?:ha[ds]|have|with) (?:\w+ )?(?:firewalld?|ufw|iptables rules) (?:still )?(?:running|enabled|active|on))\b/i
const letsNothing =
  /\b(?:(?:does|do|did)(?: not|n['’]t) (?:include|have|contain|allow|accept|permit|let)|(?:has|have|had|with|is|are|was|were) no|lacks?|lacked|miss(?:es|ed|ing))\b.{0,40}\b(?:ports?|rules?|udp|tcp|vxlan|8472|6443|10250|51820)\b/i
/** A policy by any of its names, and what it does to what it was not meant for. */
const policy =
  /\b(?:(?:\w+ )?deny(?:[- ]all)?(?: \w+)?|(?:calico|cilium|network|egress|ingress|global|host|clusterwide|some) ?(?:network ?)?polic(?:y|ies)|(?:cilium|calico|global|clusterwide)+network ?polic(?:y|ies)|CNPs?|CCNPs?|GNPs?)\b/i
const cutsOff =
  /\b(?:revok(?:es|ed|ing)|sever(?:s|ed|ing)|cuts?(?:ting)?(?: off)?|block(?:s|ed|ing)|drop(?:s|ped|ping)|den(?:ies|ied))\b.{0,30}\b(?:egress|ingress|traffic|connections?|packets?)\b/i
const isCutOff =
  /\b(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|(?:are|is|were|was)(?: not|n['’]t) able to|unable to|no longer|never) (?:access|reach|connect|talk|resolve)\b|\btime[sd]? ?out\b|\bnothing\b.{0,30}\b(?:resolves|answers|gets through|works)\b|\bnot reachable\b|\bunreachable\b|\blos[te]\b/i
const port = /\b(?:udp|tcp)?(?:\/| )?ports?\b.{0,30}\d|\b\d{2,5}\/(?:tcp|udp)\b/i
const shut =
  /\b(?:(?:is|was|were|are) (?:not |n't )?(?:closed|blocked|filtered|open(?!ed)(?<=not open|n't open))|not (?:open|opened|allowed|reachable|accessible)|(?:but|just|only) not (?:on|at|via|through)|missed to open|forgot(?:ten)? to open|did(?: not|n't) open|unreachable from)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: filter,
      says: blocks,
      not: /\b(?:disabled|turned off|inactive|not (?:active|running|enabled)|is off|no firewall)\b/i,
    },
    {
      about: filter,
      says: letsNothing,
      not: /\b(?:disabled|turned off|inactive|no firewall|need(?:s|ed)? no)\b/i,
    },
    { about: /\bpolic(?:y|ies)\b/i, says: letsNothing, given: isCutOff },
    {
      about: filter,
      says: /\b(?:after|since|when|once|as soon as) (?:I |we |someone |somebody )?(?:ran|r[ua]n(?:ning)?|enabl(?:ed|ing)|turn(?:ed|ing) on|activat(?:ed|ing)|install(?:ed|ing)|start(?:ed|ing))\b.{0,24}\b(?:ufw|firewalld?|nftables)\b/i,
      given: isCutOff,
      not: /\bdisabl\w+/i,
    },
    {
      about: filter,
      says: /\buntil (?:I|we) (?:stop|disabl|turn off|turned off|flush|remov|delet)\w*/i,
    },
    {
      about: /\b(?:iptables|firewall|nftables) rules\b/i,
      says: /\b(?:default|cloud|provider(?:['’]s)?|stock|distribution(?:['’]s)?) (?:\w+ )?(?:iptables|firewall|nftables) rules\b/i,
      given: isCutOff,
    },
    {
      about: /\bICMP\b|\bpings?\b/i,
      says: /\b(?:ICMP|pings?) (?:still )?(?:works?|passes|pass|goes through|is fine)\b/i,
      given: /\b(?:UDP (?:or|and|nor) TCP|TCP (?:or|and|nor) UDP|neither TCP|all TCP)\b/i,
    },
    {
      about: /\bports\b/i,
      says: /\b(?:all|every|most|other)\b.{0,16}\bports (?:are|were|seem) (?:filtered|closed|blocked)\b/i,
    },
    { about: /\bFORWARD\b/, says: /\bFORWARD\b.{0,24}\bDROP\b/ },
    {
      about: /\b(?:router|access point|AP|fritz!?box|wi-?fi|wlan)\b/i,
      says: /\bisolat(?:es|ed|ing|ion)\b.{0,24}\b(?:clients?|devices|stations)\b|\b(?:client|AP|station) isolation (?:is|was) (?:on|enabled|active)\b/i,
    },
    { about: policy, says: cutsOff, not: /\b(?:drops? privileges|need(?:s|ed)?)\b/i },
    {
      about: /\bpolic(?:y|ies)\b/i,
      says: /\bpolicy (?:drops?|denied|denials?|denies)\b/i,
      not: /\b(?:OPA|kyverno|admission|RBAC|IAM)\b/i,
    },
    {
      about: /\bpolic(?:y|ies)\b/i,
      says: /\b(?:not (?:effective|applied|enforced|synced|programmed|in effect)|n['’]t (?:effective|applied|enforced|synced|programmed)|(?:are|is|were|was) (?:missing|gone|lost|stale))\b/i,
      given: isCutOff,
      not: /\b(?:OPA|kyverno|admission|RBAC|IAM|retention|as documented)\b/i,
    },
    {
      about: /\bdeny[- ]all\b|\bden(?:y|ies) all traffic\b/i,
      says: /\bdeny[- ]all\b|\bden(?:y|ies) all traffic\b/i,
      given: isCutOff,
    },
    {
      about: port,
      says: shut,
      // What a plug goes into is no port of the network either.
      not: /\b(?:nodeport|pod'?s? port|container port|liveness|readiness)\b|\b(?:usb|hdmi|sata|serial|switch|ethernet)[- ]?[\d.]* ?ports?\b/i,
    },
    {
      about: /\b(?:security groups?|firewall\w*|ufw|iptables)\b/i,
      says: /\bopened (?:up )?(?:the )?(?:wrong )?ports? \d+\b.{0,40}\binstead of\b|\bopened (?:up )?the wrong port\b|\bmissing (?:a |the )?(?:\w+ )?rule\b/i,
    },
    {
      about: /\bmissing (?:firewalld?|ufw|iptables|security group) rule\b/i,
      says: /\bmissing (?:firewalld?|ufw|iptables|security group) rule\b/i,
    },
    {
      about:
        /\b(?:hypervisor|vmware|ESXi|NSX|vSphere|openstack|port security|anti-?spoofing|security appliance|source\/dest\w*(?: check\w*)?|provider|hoster|ISP|VPS|switch|ACLs?|client isolation|AP isolation|VLANs?)\b/i,
      says: /\b(?:(?:silently )?(?:drop(?:s|ped)|block(?:s|ed)|filter(?:s|ed)|discard(?:s|ed)|reject(?:s|ed)|swallow(?:s|ed))|(?:was|were|is) (?:still )?(?:enabled|on|active)|(?:do|does|did)(?: not|n['’]t) (?:allow|permit|route|pass))\b/i,
      given: /\b(?:vxlan|pods?|nodes?|cluster|8472|4789|flannel|overlay|k3s)\b/i,
    },
    {
      about:
        /\b(?:network ?polic(?:y|ies)|default[- ]deny|egress polic(?:y|ies)|ingress polic(?:y|ies))\b/i,
      says: /\bonly (?:allow|permit)(?:s|ed|ing)?\b|\b(?:forgot(?:ten)?|lack(?:s|ed)|miss(?:es|ed|ing)|(?:do|does|did)(?: not|n['’]t) (?:allow|include|cover|permit)|den(?:y|ies) all|default[- ]deny)\b/i,
      given:
        /\b(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|time[sd]? ?out|fail\w*|unreachable|refused|block\w*|drop\w*|los[et]\w*|forgot\w*|broke\w*|break\w*|hang\w*)\b/i,
    },
    {
      about: /\biptables\b/i,
      says: /\b(?:iptables (?:-F|--flush)|flush(?:ed|ing|es)? (?:all )?(?:the |my )?iptables)\b.{0,30}\b(?:fix(?:es|ed)|solv(?:es|ed)|help(?:s|ed)|works?)\b|\b(?:until|after) (?:I |we )?(?:flush(?:ed|ing)?|(?:execut|runn|do)ing) (?:the )?iptables(?: -F| --flush)?\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:firewall\w*|ufw|nftables|iptables(?: rules?)?|network ?polic(?:y|ies)|security groups?|default[- ]deny|(?:udp|tcp)?(?:\/| )?ports? \d{2,5}|\d{2,5}\/(?:tcp|udp))\b/i,
      not: /\b(?:node ?ports?|usb|switch|hdmi|iptables-legacy|mode)\b/i,
    },
  ],
}
