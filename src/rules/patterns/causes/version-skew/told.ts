import type { Told } from '../../../told/saying.ts'

const version =
  /\b(?:k3s|rke2|kubernetes|kubelet|longhorn|kubeadm|etcd|agents?|servers?|control[- ]plane|workers?|nodes?)\b/i
const apart =
  /\b(?:skipp?(?:ed|ing) (?:a |an |one |two |several |the )?(?:minor |intermediate )?(?:version|release)s?|(?:jump(?:ed|ing)?|upgrad(?:ed|ing)) (?:straight |directly )?from v?1\.\d+\S* (?:straight |directly )?to v?1\.\d+|(?:is|was|are|were|runs?|ran|running) (?:a )?(?:newer|older|higher|lower)(?: version)? than|downgrad(?:ed|ing) (?:from|to|k3s|longhorn|the)|version (?:skew|mismatch)|(?:different|mixed|mismatched) versions)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: version,
      says: apart,
      // One step at a time is how it is done.
      not: /\b(?:1\.(\d+)\.?\S* to v?1\.\1\b|successfully|without (?:any )?(?:issues?|problems?)|works|chart|kernel|worked)\b/i,
    },
    {
      about: /\bv?1\.\d{1,2}\b|\b(?:agents?|workers?|nodes?|servers?|masters?)\b/i,
      says: /\bupgrad(?:ed|ing) (?:all |the |my )*(?:agents?|workers?|worker nodes?|nodes?)\b.{0,40}\b(?:before|ahead of)\b.{0,20}\b(?:servers?|masters?|control)|\bstill (?:on|runs?|running|at) (?:k3s |rke2 |kubernetes )?v?1\.(\d+)\b.{0,70}?\bv?1\.(?!\1\b)\d{2}\b|\b(?:is|are|was|were) (?:a|one|two|three|four|five|several|some|\d) (?:minors?|minor versions?|versions?|releases?) (?:newer|older|behind|ahead)\b|\b(?:went|jump\w*|upgrad\w+|updat\w+) (?:straight |directly |right )?from v?1\.(\d+)\S* (?:straight |directly |right )?to v?1\.(?!\2\b)\d+\S* (?:in one (?:step|go)|at once|directly)|\b(?:run|runs|running|are on|is on) (?:k3s |kubernetes )?v?1\.(\d+)\b\S*.{0,40}\b(?:servers?|masters?|control[- ]planes?)\b.{0,16}\b(?:on|runs?|running|at|is) (?:still )?(?:on |at )?(?:k3s )?v?1\.(?!\3\b)\d+|\b(?:tried|attempted) to downgrade\b/i,
      not: /\b(?:successfully|without (?:any )?(?:issues?|problems?)|kernel|firmware|chart)\b/i,
    },
    {
      // The way back is what ended it.
      about:
        /\b(?:servers?|masters?|control[- ]planes?|cluster|nodes?|k3s|rke2|kubernetes|etcd|longhorn)\b/i,
      says: /\bdowngrad(?:e|ed|ing) (?:the |my |our |a |one )?(?:\w+[- ]){0,3}(?:back )?to v?1\.\d/i,
      given:
        /\b(?:no longer (?:runs?|running|starts?|works?|comes)|(?:does|did|do|would|will)(?: not|n['’]t) (?:start|come up|run|boot)|won['’]t start|fail(?:s|ed) to start|not (?:running|ready|working)|crash\w*|refus\w+|panics?)\b/i,
      unless:
        /\b(?:works? (?:again|fine|now)|back to normal|(?:fixed|solved|resolved) (?:it|the)|(?:did|do|does)(?: not|n['’]t) help)\b/i,
    },
    {
      about: /\bversions?\b/i,
      says: /\bsame (?:k8s |k3s |kubernetes |rke2 |minor )?versions? (?:on|of|for|in|everywhere|both)\b.{0,70}\b(?:no (?:errors?|issues?|problems?)|works?|worked|joins?|joined|fine)\b/i,
    },
    {
      about: /\bv\d(?:alpha|beta)\d\b|\bPodSecurityPolic\w+/i,
      says: /\b(?:was|were|has been|have been|is|are|been|got) (?:removed|dropped|no longer (?:served|available|supported))\b/i,
    },
    {
      about: /\b(?:kubectl|kubelet|kubeadm|agents?|workers?|k3s|rke2|longhorn)\b/i,
      says: /\b(?:is|was|are|were) (?:way |much |far |simply |just )*too (?:old|new|recent) for\b|\bzu (?:alt|neu) für\b/i,
    },
    {
      about: /\b(?:agents?|servers?|workers?|nodes?|masters?|k3s|rke2)\b/i,
      says: /\b(?:unterschiedliche|verschiedene) (?:K3s-|Kubernetes-)?Versionen\b|\bVersionen\b.{0,40}\b(?:nicht mehr|nicht) zu(?:einander|sammen)\b|\bpass(?:t|te|en|ten)\b.{0,12}\bVersionen\b.{0,40}\bnicht\b/i,
    },
    {
      about: /\b(?:manifest|chart|image|longhorn|k3s|kubernetes|kubelet)\b|crash-?loop/i,
      says: /\bversion mismatch\b/i,
    },
  ],
}
