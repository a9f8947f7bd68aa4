import type { Told } from '../../../told/saying.ts'

const credential =
  /\b(?:node[- ]?passwords?|node-passwd|(?:join |node |cluster |server |agent |k3s |bootstrap |the )?tokens?)\b/i
const mismatch =
  /\b(?:(?:is|was|were|are|had|used|with) (?:the |an? )?(?:wrong|invalid|incorrect|expired|outdated|old|stale|different)|mismatch(?:es|ed)?|(?:does|did|do)(?: not|n't) (?:match|fit)|rejected|not (?:valid|accepted|authorized)|expired|(?:wrong|old|stale|incorrect|different) (?:join |node |cluster )?tokens?)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: credential,
      says: mismatch,
      not: /^(?!.*\b(?:join\w*|agents?|nodes?|workers?|servers?|k3s|rke2|kubeadm|cluster)\b)|\b(?:github|gitlab|registry|vault|service ?account|jwt|api tokens?|cloudflare|hcloud|hetzner|rancher ui|dashboard|oidc|login|ssh|sudo)\b/i,
    },
  ],
}
