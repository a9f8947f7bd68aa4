import type { Told } from '../../../told/saying.ts'

const network =
  /\b(?:flannel\w*|calico\S*|canal|cilium\S*|weave|kube-?ovn|cni|overlay|vxlan(?: (?:device|tunnel|interface))?|k3s|kubelet|nodes?|agents?|INTERNAL-IP|node[- ]ips?)\b/i
const takes = String.raw`(?:us(?:e[sd]?|ing)|pick(?:s|ed|ing)?(?: up)?|bind(?:s|ing)?|bound|took|tak(?:es|ing)|ch[oe]+s(?:e|es|ing)|select(?:s|ed|ing)?|announc(?:es?|ed|ing)|advertis(?:es?|ed|ing)|register(?:s|ed)?|report(?:s|ed)?|grab(?:s|bed)|(?:auto-?)?detect(?:s|ed)|built over|bound to|runs? over|going over|is (?:the address of|bound to))`
/** No card that joins the nodes, by its name or by what it is for. */
const notThose = String.raw`(?:(?:storage|management|wrong) network|10\.0\.2\.15|docker0|docker bridge|loopback|tailscale0|wi-?fi|wlan0|(?:wrong|nat|vpn|tailscale|wireguard|public|external|storage|management|second(?:ary)?|other)\b(?: \w+){0,2} (?:interface|nic|network card|card|adapter|ips?|ip-s|address))`
const otherCard = new RegExp(
  String.raw`\b(?:${takes}\b.{0,40}\b${notThose}\b|wrong (?:network )?(?:interface|nic|card|adapter)|needs? (?:to (?:specify|set|be told|be given|know) |an? |the )(?:\S+ )?(?:interface|-{0,2}(?:flannel-)?iface)\b)`,
  'i',
)
const twoCards =
  /\b(?:two|2|both|three|multiple|several|second) (?:physical |network )?(?:interfaces?|NICs?|cards?|network cards?|adapters?|networks)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: network,
      says: otherCard,
      not: /\b(?:DDNS|dashboard|traefik|ingress|metrics|registry|image|hub|repo\w*|DNS|certificate|join|kubeconfig|firewall\w*)\b/i,
    },
    {
      about: /\b(?:interface|eth0|enp\w+|network)\b/i,
      says: /\bis (?:a |of )?(?:the )?NAT\b/i,
      given: /\b(?:flannel|calico|canal|cilium)\b/i,
    },
    {
      about: /\b10\.0\.2\.15\b|\bNAT (?:address|interface|card)\b/i,
      says: /\b(?:flannel|k3s|kubelet|calico|cilium)\b.{0,12}\b(?:took|picked|uses?|used|chose|takes|picks)\b/i,
    },
    {
      about: /\bINTERNAL-IP\b/i,
      says: /\bis (?:its|the|that of the|an?) (?:wi-?fi|wlan\w*|vpn|tailscale|docker|public|nat|storage) (?:\w+ )?(?:address|ip|one)\b/i,
    },
    {
      about: twoCards,
      says: /\b(?:by default|default(?:s|ed)?|picked|took|takes|us(?:es|ed|ing)|chose|registered|select(?:s|ed))\b.{0,50}\b(?:external|public|wrong|other|first|NAT|wlan\d|wi-?fi)\b(?: (?:one|IP\S*|address|interface|card|NIC))?/i,
      sentencesBefore: 1,
    },
  ],
  cures: [
    {
      part: /(?:\b|--)(?:flannel-iface|node-ip|IP_AUTODETECTION_METHOD|nodeAddressAutodetection\w*|autodetection method|(?:directRoutingDevice|direct-routing-device))\b/i,
      not: /\b(?:IP (?:address )?(?:has |had )?changed|new IP|DHCP)\b/i,
    },
  ],
}
