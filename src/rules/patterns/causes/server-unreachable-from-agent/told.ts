import type { Told } from '../../../told/saying.ts'

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:agents?|workers?|vms?|second (?:node|machine|one)|joining node)\b/i,
      says: /\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|(?:is|was|are) (?:not able|unable) to|fail(?:s|ed)? to)\b.{0,24}\b(?:reach|connect|talk|get) to\b.{0,24}\b(?:server|master|control[- ]plane|api(?:[- ]?server)?)\b|\b(?:can(?:not|['’]t)|could(?: not|n['’]t)) (?:reach|contact)\b.{0,24}\b(?:server|master|control[- ]plane|api(?:[- ]?server)?)\b/i,
      not: /\b(?:metrics|web ?server|dns|image|registry)\b/i,
    },
    {
      about: /\b(?:agents?|workers?|joined nodes?)\b/i,
      says: /\b(?:(?:does|did|do|would|will)(?: not|n['’]t)|never|without) (?:even )?(?:try(?:ing)?|tried|reach(?:ing)? out|reached out|fail(?:ing)? over|failed over|switch(?:ing|ed)?|connect(?:ing|ed)?|fall(?:ing)? back|fell back) (?:\w+ ){0,4}(?:an?other|other|remaining|second|new|living|healthy) (?:servers?|masters?|control[- ]planes?)\b|\b(?:still|keep|keeps|kept|only) (?:tr(?:y|ies|ied|ying)|ask(?:s|ed|ing)?|dial(?:s|ed|ing)?|connect(?:s|ed|ing)?|reach(?:es|ed|ing)?) (?:out )?(?:to )?(?:\w+ ){0,3}(?:removed|deleted|dead|old|gone|former|previous|lost) (?:servers?|masters?|control[- ]planes?|leader)\b/i,
      given: /\b(?:k3s|rke2|kubernetes|agents?|control[- ]planes?|6443|load[- ]?balancer)\b/i,
    },
    {
      about: /\b(?:agents?|workers?|K3S_URL)\b/i,
      says: /\bpoint(?:s|ed|ing)? (?:to|at) (?:the |an? |my )?(?:(?:IP )?(?:address|name|URL|IP) of (?:the |an? |my )?)?(?:old|wrong|previous|former|removed|dead|first|non-?existent) (?:servers?|masters?|control[- ]planes?|address|IP|URL)\b/i,
    },
    {
      about: /\b(?:agents?|workers?|K3S_URL)\b/i,
      says: /\b(?:still|keeps?|kept) (?:tr(?:y|ies|ied|ying)(?: to)? (?:reach(?:ing)?|connect(?:ing)?(?: to)?|dial(?:ling)?) |ask(?:s|ed|ing)? |dial(?:s|led|ling)? )?(?:at |to )?(?:the |an? )?(?:address|IP|name|URL) (?:that|which) .{0,24}\b(?:had|was|before|no longer|used)\b/i,
    },
    {
      about: /\b(?:K3S_URL|server (?:url|address)|--server)\b|(?<![\w-])--server\b/i,
      says: /\b(?:point(?:s|ed|ing)?|set|referr?(?:s|ed|ing)?) (?:to|at) (?:the |an? |my )?(?:old|wrong|previous|former|removed|dead|non-?existent)\b/i,
    },
    {
      about: /\b(?:load[- ]?balancer|haproxy|keepalived|kube-vip|VIP|virtual IP)\b/i,
      says: /\b(?:is|was|were|went|being) (?:down|offline|dead|gone|stopped|unreachable)\b|\bno longer (?:announc\w+|respond\w*|answer\w*|reach\w*)|\bstopped (?:announcing|working|responding|answering)\b/i,
      not: /\b(?:ingress|traefik|service of type|web|website|http\w*|apps?)\b/i,
      given: /\b(?:api[- ]?servers?|the api|control[- ]planes?|masters?|6443)\b/i,
    },
  ],
  cures: [
    {
      part: /\bK3S_URL\b|\bserver (?:url|address)(?:es)?\b|\bk3s-agent-load-balancer\.json\b/i,
      given: /\b(?:agents?|workers?|nodes?|join\w*)\b/i,
    },
  ],
}
