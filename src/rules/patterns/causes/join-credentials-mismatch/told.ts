import type { Told } from '../../../told/saying.ts'

const credential =
  /\b(?:node[- ]?passwords?|node-passwd|(?:join |node |cluster |server |agent |k3s |bootstrap |the )?tokens?)\b/i
const mismatch =
  /\b(?:(?:is|was|were|are|had|used|with) (?:the |an? )?(?:wrong|invalid|incorrect|expired|outdated|old|stale|different)|mismatch(?:es|ed)?|(?:does|did|do)(?: not|n't) (?:match|fit)|rejected|not (?:valid|accepted|authorized)|expired|(?:wrong|old|stale|incorrect|different) (?:join |node |cluster )?tokens?|(?:had|has|have|was) changed|changed (?:when|after|since|because)|truncated|incomplete|cut off|(?:with )?(?:a )?missing (?:its )?(?:last )?(?:characters?|letters?|part)|lack(?:s|ed) (?:a|its last) (?:character|letter|part)|typo|without (?:its |the )?(?:last|first) (?:\w+ )?(?:characters?|letters?|part))\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: credential,
      says: mismatch,
      not: /^(?!.*\b(?:join\w*|agents?|nodes?|workers?|servers?|k3s|rke2|kubeadm|cluster|K3S_TOKEN)\b)|\b(?:github|gitlab|registry|vault|service ?account|jwt|api tokens?|cloudflare|hcloud|hetzner|rancher ui|dashboard|oidc|login|ssh|sudo)\b/i,
    },
    {
      about:
        /\b(?:node[- ]?password(?:s| secrets?| entr(?:y|ies)| files?)?|node-passwd|passwords? of (?:the |that )?node)\b/i,
      says: /\b(?:delet|remov)(?:ed|ing)\b.{0,90}\b(?:came (?:up|back)|joined|(?:could|can) join|registered|let in|works?|worked|helped|solved|fixed)\b/i,
      not: /\b(?:registry|database|vault|did(?: not|n['’]t) help)\b/i,
    },
    {
      about: /\b(?:old|former|previous|first|other) passwords?\b/i,
      says: /\b(?:is|was|were|are) still (?:stored|kept|known|there|on the server)\b/i,
      given: /\b(?:nodes?|agents?|workers?|servers?)\b/i,
      not: /\b(?:registry|database|vault|login|ssh|sudo|user)\b/i,
    },
    {
      // The second of one name has another password than the first (docs.k3s.io, node registration).
      about: /\b(?:nodes?|pis?|workers?|agents?|machines?|boards?|vms?|servers?)\b/i,
      says: /\b(?:had|have|has|with|shar(?:es?|ed|ing)|us(?:es?|ed|ing)|got) (?:all )?the (?:very )?same (?:host|node) ?names?\b|\b(?:both|all|the two|all of them) (?:called|named)\b|\b(?:is|was|are|were) (?:both|all) (?:called|named)\b|\bduplicate (?:host|node) ?names?\b/i,
      not: /\b(?:works?|worked|fine|successful\w*|certificate|dns|mdns|avahi)\b/i,
      given:
        /\b(?:join\w*|refus\w*|reject\w*|register\w*|only (?:one|the (?:first|last))|just one|not (?:show|appear|added)|never (?:shows?|appears?)|overwr\w*|replac\w*|kick\w*|flip\w*)\b/i,
    },
  ],
}
