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
    {
      about: /\b(?:kubeconfigs?|k3s\.yaml|certificates?|ca\.crt|agent (?:folder|directory))\b/i,
      says: /\b(?:is|was|were|are) (?:still )?(?:from|of|that of|the one of) (?:the|an|my|our) (?:old|previous|former|other) (?:cluster|server|install\w*|master)\b/i,
      not: ofOthers,
    },
    {
      // Made anew, they are of another authority or key than what the others still hold.
      about: /\b(?:CAs?|cert(?:ificate)?s?|service[- ]account keys?|PKI|\/tls)\b/i,
      says: /\b(?:re-?(?:issu|generat|creat|mad?)(?:e|es|ed|ing)|replac(?:e|ed|ing)|rotat(?:e|ed|ing)|wip(?:e|ed|ing)|delet(?:e|ed|ing)|recreat\w+) (?:all |the |my |our |its |new |these |those )*(?:\w+ ){0,2}(?:CAs?|cert(?:ificate)?s?|service[- ]account keys?|PKI|tls (?:folder|directory))\b/i,
      not: new RegExp(
        `${ofOthers.source}|\\b(?:fixed|solved|resolved|helped|worked|works)\\b`,
        'i',
      ),
      given:
        /\b(?:no nodes? (?:would|could|can|will)|nodes? (?:would|could|can|will|do|did)(?: not|n['’]t|not)|(?:401|unauthorized|signed by unknown authority|not trusted|bad certificate))\b.{0,80}|\b(?:agents?|nodes?|pods?|kubelets?|services?) .{0,40}\b(?:refus\w+|reject\w+|fail\w*|(?:can(?:not|['’]t)|could(?: not|n['’]t)) (?:join|connect|authenticate))\b/i,
      unless: /\b(?:expired|has run out|ran out|works? (?:again|now|fine))\b/i,
    },
  ],
}
