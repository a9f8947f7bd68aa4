import type { Told } from '../../../told/saying.ts'

const address = /\b(?:ip(?:v[46])?(?:[- ]?address(?:es)?)?s?|dhcp lease|internal-?ip)\b/i
const moved =
  /\b(?:(?:has |have |had )?chang(?:ed|es)|(?:is|was|are|were|got) (?:now )?(?:a )?different|(?:got|gets?|given|received|assigned) (?:a |an )?(?:new|other|another|different)|(?:switch(?:ed)?|mov(?:ed|es?)) .{0,60}\bto (?:a )?(?:new|other|another|different)|re-?assign(?:ed|s)|(?:keep|kept|use|using|used|announc|advertis|register)\w* (?:with )?(?:the |its |an? |their )?(?:old|previous|stale|wrong)|(?:old|previous|stale) (?:ip|address)\b.{0,30}\b(?:still|remain\w*)|same (?:ip|address)|twice|(?:can|could) float|duplicate)\b/i

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
      not: /\b(?:pods?|service ?ips?|cluster ?ip|dns|record|load ?balancer|ingress|metallb|svc|container|egress|vip|virtual ip|certificate)\b/i,
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
      part: /\b(?:static (?:ips?|ip addresses|leases?|addresses)|(?:dhcp|ip|address) reservations?|fixed (?:ips?|addresses)|machine-id|(?:unique|different|distinct) (?:ips?|ip addresses|mac(?: addresses)?))\b/i,
    },
  ],
}
