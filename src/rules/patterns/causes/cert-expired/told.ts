import type { Told } from '../../../told/saying.ts'

const certificate =
  /\b(?:cert(?:ificate)?s?|Zertifikat(?:e[ns]?|s)?|certificats?|certificados?)\b|证书|証明書|сертификат/i
const ranOut =
  /\b(?:(?:have |has |had |is |was |are |were |been |already |just |still |all |have all |had all )*expired|ran out|out of date|(?:is|was|are|were) no longer valid|ended (?:on (?:\w+day|the)|yesterday|today|last (?:week|month|night|\w+day)|this (?:week|morning))|past (?:its|their) (?:expir\w+|validity)|abgelaufen|caducados?|caducaron)\b|\b(?:a|ont|avaient?|han?) (?:tous |todos )?(?:expiré|expirado|caducado)|\bexpiraron\b|(?<!没有?|未|否|如果|若)过期|期限切れ|истек|просрочен/i

/** K3s's and kubeadm's certificates live for a year, and are renewed by a start or by hand. */
const aYear =
  /\b(?:(?:a|one|1) year (?:ago|old|later|after)|for (?:(?:exactly|almost|about|over|just) )*(?:a|one|1) year|(?:for |after )(?:\w+ )?(?:1[2-9]|2\d) months|after (?:(?:exactly|almost|about|just) )*(?:(?:a|one|1) year|36\d days)|(?:36[4-9]|3[78]\d)d? (?:days )?(?:old|ago)|(?:config|file|copy) (?:is |was )?from (?:over |about )?(?:last year|a year ago))\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: certificate,
      says: ranOut,
      // Pages, registries and mail have certificates of their own.
      not: /\b(?:ingress|let'?s ?encrypt|cert-manager|registry|acme|website|domain|browser|traefik|nginx|will expire|expired or (?:is )?not yet)\b/i,
    },
    {
      about: certificate,
      says: /\b(?:rotat|renew)(?:ed|ing)\b.{0,60}\b(?:fix(?:ed|es)|solv(?:ed|es)|resolv(?:ed|es)|helped|did the trick|brought .{0,30}\bback|(?:it|k3s|kubectl|everything|cluster|nodes?) (?:is|are|was|were|works?|worked) (?:back|again|up|fine))\b/i,
      not: /\b(?:ingress|let'?s ?encrypt|cert-manager|registry|acme|website|domain|browser|traefik|nginx|CA)\b/i,
      given: /\b(?:k3s|rke2|kubeadm|kubelet|cluster|nodes?|kubectl|control[- ]plane)\b/i,
    },
    {
      about:
        /\b(?:cluster|k3s|rke2|kubeadm|microk8s|nodes?|kubeconfig|install(?:ed|ation)|set ?up)\b/i,
      says: aYear,
      past: true,
      ifOpen: true,
    },
    {
      about: /\b(?:kubeconfig|kubectl|log ?in|cluster|api)\b/i,
      says: /\b(?:can(?: no longer|not|['’]t)|could(?: not|n['’]t)|unable to|no longer able to) (?:log ?in|connect|authenticate|access|talk|use kubectl|run kubectl)\b|\b(?:nothing|nobody|no ?one|none of us) can (?:log ?in|connect|authenticate)\b|\b(?:kubectl|api|access|log ?in) (?:suddenly |just )?stopped working\b/i,
      given: aYear,
    },
    {
      // Who can work again while the clock is set back has a certificate that ended.
      about: /\b(?:date|clock|time)\b/i,
      says: /\b(?:set|turn(?:ed)?|roll(?:ed)?|chang(?:e|ed)|mov(?:e|ed)|put) (?:the |my |its )?(?:system |server(?:'s)? )?(?:date|clock|time)\b.{0,50}\b(?:to be able to|so (?:that )?(?:kubectl|k3s|I can)|(?:kubectl|k3s|it|everything) (?:works?|starts?))/i,
      not: /\b(?:right|correct|proper|real|actual|ntp|chrony|sync\w*|time ?zone)\b/i,
      given: /\b(?:kubectl|k3s|cert\w*|cluster)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:its|the|all|k3s['’]s?|kubeadm|cluster|client|server|expired|kubelet|control[- ]plane) cert(?:ificate)?s?\b/i,
      not: /\b(?:ingress|let'?s ?encrypt|cert-manager|registry|acme|website|domain|browser|traefik|nginx|CA)\b/i,
      given: /\b(?:k3s|rke2|kubeadm|kubelet|kubectl|control[- ]plane)\b/i,
    },
  ],
}
