import type { Told } from '../../../told/saying.ts'

/** Pages, registries and mail have authorities of their own. */
const ofOthers =
  /\b(?:hash(?:es)?|registry|registries|images?|pull\w*|ingress|webhooks?|let'?s ?encrypt|cert-manager|browser|website|domain|harbor|gitlab|proxy|acme)\b/i

/** How people tell of it: an authority of before, and one of today. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:CAs?|CA cert\w*|cert(?:ificate)?s?(?: authority)?|authorit(?:y|ies)|ca\.crt)\b/i,
      says: /\b(?:do(?:es)?|did)(?: not|n['’]t) (?:trust|match|fit)\b|\bno longer (?:trust\w*|match\w*)\b|\b(?:is|was|are|were) (?:no longer|not) trusted\b|\b(?:has|had|have) changed\b|\b(?:is|was|are|were|had|has|have) (?:still )?(?:the (?:one|CA|certificates?) )?(?:from|of) (?:the|an|my) (?:old|previous|former|other|first) (?:cluster|server|install\w*|master)\b|\bof the (?:old|previous|former) cluster\b|\bstill (?:had|has|have|used?|uses|using|contain(?:s|ed)?) (?:the )?(?:old|previous|wrong) (?:CA|cert\w*)\b/i,
      not: ofOthers,
      given:
        /\b(?:k3s|rke2|cluster|agents?|nodes?|workers?|servers?|kubectl|kubeconfig|control[- ]plane)\b/i,
    },
  ],
}
