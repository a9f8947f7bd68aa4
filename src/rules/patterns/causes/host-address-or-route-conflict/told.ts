import type { Told } from '../../../told/saying.ts'

const address = /\b(?:ip(?:v[46])?(?:[- ]?address(?:es)?)?s?|dhcp lease|internal-?ip)\b/i
const moved =
  /\b(?:(?:has |have |had )?chang(?:ed|es)|(?:is|was|are|were|got) (?:now )?(?:a )?different|(?:got|gets?|given|received|assigned) (?:a |an )?(?:new|other|another|different)|(?:switch(?:ed)?|mov(?:ed|es?)) .{0,60}\bto (?:a )?(?:new|other|another|different)|re-?assign(?:ed|s)|(?:keep|kept|use|using|used|announc|advertis|register)\w* (?:with )?(?:the |its |an? |their )?(?:old|previous|stale|wrong)|(?:old|previous|stale) (?:ip|address)\b.{0,30}\b(?:still|remain\w*)|same (?:ip|address)|twice|(?:can|could) float|duplicate)\b/i

/** The ranges of the cluster, by name or by what K3s takes. */
const ofCluster =
  /\b(?:(?:pods?|cluster|services?|svc|k3s|flannel|overlay|docker\w*(?:['’]s)?(?: default)?)[- ]?(?:networks?|CIDRs?|(?:IP )?ranges?|subnets?|address space|bridge)|cluster-cidr|service-cidr|podCIDR|10\.4[23]\.0\.0\/16|172\.1[78]\.0\.0\/16)(?!\w)/i
const meets =
  /\b(?:overlap(?:s|ped|ping)?|collid(?:es|ed|ing)|collision|clash(?:es|ed|ing)?|conflict(?:s|ed|ing)?|coincid(?:es|ed)|the same (?:\w+ )?(?:sub-?net|range|network|CIDR|address(?:es)? space)|(?:lies?|lay|resid(?:es|ed)|falls?|fell|is|are) (?:with)?in(?:side)?)\b/i
/** The network that the nodes live in. */
const around =
  /\b(?:LAN|VLANs?|VPNs?|home|office|company|local|host(?:['’]?s)?|nodes?|router|machines?|interfaces?|VPC|tailnet|NAS|my|our)\b/i
const ownNetwork =
  /\b(?:LAN|home network|office network|local network|host network|(?:my|our|the) (?:sub-?)?net(?:work)?|static IPs?(?:['’]s)?|router|VPC(?: CIDR)?|ethernet)\b/i
const takenByDefault = /\b10\.4[23]\.[\dx]{1,3}(?:\.[\dx]{1,3})?(?:\/(?:1[6-9]|2\d))?(?![\d.])/i
const cutOff =
  /\b(?:los(?:e|es|t|ing)|loose|unreachable|can(?:not|['’]t| not)|unable|fails?|failing|no longer|non[- ]?responsive|unresponsive|break(?:s|ing)?|broke(?:n)?|down|disconnect\w*)\b/i
const tunnel =
  /\b(?:VPN(?: \w+)?|tailscale|wire-?guard|wg-quick|zerotier|openvpn|nordvpn|nebula|netbird|tunnel)\b/i
const takesRoutes =
  /\b(?:add(?:s|ed|ing)?|push(?:es|ed)?|install(?:s|ed)?|inject(?:s|ed)?|set(?:s|ting)?(?: up)?|accept(?:s|ed|ing)?|captur(?:es|ed)|hijack(?:s|ed)?|claim(?:s|ed)?|t(?:akes?|ook) over)\b.{0,40}\b(?:routes?|10\.0\.0\.0\/8|10\.4[23]\.\S+|0\.0\.0\.0\/0)(?!\w)|\bAllowedIPs\b.{0,12}0\.0\.0\.0\/0/i
const several =
  /\b(?:two|both|several|multiple|more than one|all(?: three)?|three|2|3)\b(?: \w+){0,3} (?:nodes?|machines|servers|hosts|leaders?|masters?|routers?)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:ip|address|arp)\b/i,
      says: /\b(?:IP|IP address|address|ARP) conflicts?\b/i,
      // The address may be named at the other end of the sentence.
      within: 200,
      not: /\b(?:would|will|could|can|may|might|should|avoid|prevent|merge|names?|e-?mail)\b/i,
    },
    {
      about: address,
      says: moved,
      // What has an address of its own by design, and changes it without harm.
      not: /\b(?:pods?|service ?ips?|cluster ?ip|dns|record|load ?balancer|ingress|metallb|svc|container|egress|vip|virtual ip|certificate|of the router)\b/i,
    },
    {
      about: /\b(?:server|node|agent|board|machine|host)(?:['’]s)? (?:own )?(?:IP )?address\b/i,
      says: moved,
      not: /\b(?:pods?|service|metallb|svc|certificate|router)\b/i,
    },
    {
      about: /\b(?:router|DHCP|lease|fritz!?box)\b/i,
      says: /\b(?:handed|gave|gives|assigned|assigns)\b.{0,40}\b(?:new|other|another|different) (?:DHCP )?(?:leases?|IPs?|IP address|address)\b/i,
    },
    {
      about: /\broutes?\b/i,
      says: /\b(?:sends?|sent|points?|pointed|takes?|took|routes) 10\.4[23]\.\S+ (?:to|via|through|into|over)\b/i,
      not: /\b(?:flannel|cni0|as (?:it|they) should)\b/i,
    },
    {
      about: /\b(?:two|both) (?:machines|nodes|hosts|boards|Pis)\b/i,
      says: /\b(?:answers?|claims?|uses?|have|had|hold) (?:(?:the )?ARP\b|(?:\d{1,3}\.){3}\d{1,3}(?![\d/]))/i,
    },
    { about: ofCluster, says: meets, given: around, not: /\b(?:ports?|merge|names?)\b/i },
    {
      about: ownNetwork,
      says: takenByDefault,
      given: cutOff,
      not: /\b(?:pods?|services?|svc|cluster)[- ]?(?:net\w*|cidrs?|ranges?|sub-?nets?|ips?|address\w*)\b|\b(?:pods?|services?) (?:use|get|are in|live)\b|\b(?:coredns|ClusterIP)\b/i,
    },
    { about: tunnel, says: takesRoutes, given: cutOff, unless: /\bvpn-auth\b/i },
    {
      about: /\b(?:clon(?:e|ed|es|ing)|copied|imaged|templates?|golden image)\b/i,
      says: /\b(?:same|identical|duplicate)\b.{0,30}\b(?:IPs?|addresse?s?|machine-?ids?|MACs?|DUIDs?)\b/i,
    },
    {
      about: /\b(?:MACs?|MAC addresse?s?|machine-?ids?)\b/i,
      says: /\b(?:three|two|\d+) (?:unique|different) MACs? but the same IP\b|\bduplicate MAC\w*|\bsame (?:MAC|machine-?id)\b/i,
    },
    {
      about: /\bARP (?:requests?|repl(?:y|ies)|answers?)\b/i,
      says: /\b(?:two|several|different|both) (?:different )?MACs?\b/i,
    },
    {
      about:
        /\b(?:virtual IPs?|VIPs?|floating IPs?|(?:load[- ]?balanc(?:er|ing) )?(?:IPs|addresses))\b/i,
      says: several,
      given:
        /\b(?:same time|at once|simultaneously|duplicat\w*|(?:exists?|appears?|shows? up|present|assigned|bound|held|allocated|responding|answers?|active)\b.{0,24}\b(?:on|by|in|to|for))\b/i,
      not: /\b(?:each|own|unique|without|different IPs?)\b/i,
    },
    {
      about:
        /\b(?:metallb|kube-vip|address pool|IP pool|load ?balancer(?: IPs?)?|LB IPs?|external[- ]IPs?|VIPs?)\b/i,
      says: /\b(?:inside|within|in|overlap\w*|part of)\b.{0,30}\bDHCP (?:range|pool|scope)\b|\b(?:already|also) (?:used|in use|taken|assigned|given)\b.{0,16}\b(?:by|to) (?:an?(?:other)?|the|my|our) (?!service|svc|pod|ingress)\w+/i,
    },
    {
      about: /\b(?:address|IPs?|lease)\b/i,
      says: /\b(?:gave|gives|given|assigned|assigns|handed|leased)\b.{0,60}\bto (?:an?|the|my|another|some) (?:\w+ )?(?:phone|tv|printer|laptop|device|guest|camera|tablet|machine|PC)\b/i,
      not: /\b(?:service|pod)\b/i,
    },
    {
      about: /\b(?:lease|DHCP|IP|address|nodes?|Pi|server|board|agent|it)\b/i,
      says: /\b(?:came|comes|booted|boots|started|starts|got|has|had|is now|was given|received)\b.{0,16}\b(?:\d{1,3}\.){3}\d{1,3} instead of\b/i,
      not: /\b(?:pod|service|listen\w*|bind\w*|DNS|name ?server)\b/i,
    },
    {
      about: /\b(?:repl(?:y|ies)|packets?|traffic|answers?|responses?)\b/i,
      says: /\b(?:leaves?|goes?|go|went|left|sent|return\w*) (?:out |back )?(?:by|via|through|over|on) (?:the |its )?(?:wrong|other) (?:interface|card|NIC|gateway|link|network)\b/i,
      not: /\b(?:flannel|vxlan|calico)\b/i,
    },
    {
      about: tunnel,
      says: /\b(?:uses?|used|using|has) (?:the )?(?:same |range |network |subnet )*10\.4[23]\.\S+ (?:too|as well|also)\b|\balso (?:uses?|used) (?:the )?(?:range )?10\.4[23]\./i,
    },
    {
      about:
        /\b(?:eth|en[opsx]|wlan|wl[opx]|bond|br|vlan)\d\w*\b|\bprivate (?:interface|network card|NIC)\b/i,
      says: /\b(?:(?:has|had|got|gets|with|is|was|came up) (?:up )?(?:without an?|no) (?:IPv4 |IP |private |inet )*address|(?:has |had )?lost its (?:IPv4 |IP |private |static )*address)\b/i,
      unless:
        /\b(?:no carrier|NO-CARRIER|link (?:is )?down|cable|driver|firmware|association|wpa_supplicant)\b/i,
    },
    {
      about: /\b(?:default (?:gateways?|routes?))\b/i,
      says: /\b(?:two|2|both|multiple|several|second) default (?:gateways?|routes?)\b/i,
    },
    {
      about:
        /\b(?:two|both|several|multiple|more than one|\d+) (?:\w+ ){0,2}(?:nodes|machines|devices|hosts|servers|routers|boards|pis)\b/i,
      says: /\b(?:conflict(?:s|ed|ing)?|claim(?:s|ed|ing)?|answer(?:s|ed|ing)?|hold(?:s|ing)?|held|ha(?:ve|s|d)|own(?:s|ed)?|bind(?:s|ing)?|bound|announc(?:e|es|ed|ing)|advertis(?:e|es|ed|ing)|respond(?:s|ed|ing)?|us(?:e|es|ed|ing))\b.{0,40}\b(?:same|that|one|LB|virtual|floating) (?:\w+ ){0,2}(?:IPs?|VIPs?|address(?:es)?)\b/i,
    },
    {
      about:
        /\b(?:virtual IPs?|VIPs?|alias(?:es)?|kube-?vip|metallb|keepalived|IPs|address(?:es)?)\b/i,
      says: /\b(?:st(?:ole|eals?|ealing)|hijack\w*|t(?:ook|akes?) over|claim(?:s|ed|ing)?|add(?:s|ed)?|assign(?:s|ed)?|populat(?:es|ed)|announc(?:es|ed|ing))\b.{0,60}\b(?:(?:each|one|all|both|any) of )?(?:the|my|our)? ?(?:other|own|another)\b.{0,12}\bnodes?\b/i,
      given:
        /\b(?:los[st]\w*|unreachable|conflict\w*|split[- ]?brain|cut off|no (?:longer )?connect\w*|offline|down)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:static (?:ips?|ip addresses|leases?|addresses)|(?:dhcp|ip|address) reservations?|fixed (?:ips?|addresses)|machine-id|(?:unique|different|distinct) (?:ips?|ip addresses|mac(?: addresses)?|(?:ip )?ranges?|sub-?nets?)|another (?:ip )?range|cluster-cidr|service-cidr)\b/i,
    },
  ],
}
