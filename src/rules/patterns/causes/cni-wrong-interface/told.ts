import type { Told } from '../../../told/saying.ts'

const network =
  /\b(?:flannel\w*|calico\S*|canal|cilium\S*|weave|kube-?ovn|cni|overlay|vxlan|k3s)\b/i
const otherCard =
  /\b(?:(?:us(?:e[sd]?|ing)|pick(?:s|ed|ing)?|bind(?:s|ing)?|bound|took|tak(?:es|ing)|ch[oe]+s(?:e|es|ing)|select(?:s|ed|ing)?|announc(?:es|ed|ing)|advertis(?:es|ed|ing)|grab(?:s|bed)|detect(?:s|ed))\b.{0,40}\b(?:wrong|nat\b|10\.0\.2\.15|docker0|loopback|vpn|tailscale0?|wi-?fi|wlan0|public)\b.{0,30}|wrong (?:network )?(?:interface|nic|card|adapter)|needs? (?:to (?:specify|set|be told|be given|know) |an? |the )(?:\S+ )?(?:interface|-{0,2}(?:flannel-)?iface)\b)/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: network,
      says: otherCard,
      not: /\b(?:dashboard|traefik|ingress|metrics)\b/i,
    },
    {
      about: /\b(?:interface|eth0|enp\w+|network)\b/i,
      says: /\bis (?:a |of )?(?:the )?NAT\b/i,
      given: /\b(?:flannel|calico|canal|cilium)\b/i,
    },
  ],
}
