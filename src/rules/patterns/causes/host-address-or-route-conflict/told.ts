import type { Told } from '../../../told/saying.ts'

const address = /\b(?:ip(?:v[46])?(?:[- ]?address(?:es)?)?s?|dhcp lease|internal-?ip)\b/i
const moved =
  /\b(?:(?:has |have |had )?chang(?:ed|es)|(?:is|was|are|were|got) (?:now )?(?:a )?different|(?:got|gets|given|received|assigned) (?:a |an )?(?:new|other|another|different)|(?:switch(?:ed)?|mov(?:ed|es?)) .{0,60}\bto (?:a )?(?:new|other|another|different)|re-?assign(?:ed|s)|(?:keep|kept|use|using|used|announc|advertis|register)\w* (?:with )?(?:the |its |an? |their )?(?:old|previous|stale|wrong)|(?:old|previous|stale) (?:ip|address)\b.{0,30}\b(?:still|remain\w*)|same (?:ip|address)|twice|(?:can|could) float|duplicate)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: address,
      says: moved,
      // What has an address of its own by design, and changes it without harm.
      not: /\b(?:pods?|service ?ips?|cluster ?ip|dns|record|load ?balancer|ingress|metallb|svc|container|egress|vip|virtual ip|certificate)\b/i,
    },
  ],
}
