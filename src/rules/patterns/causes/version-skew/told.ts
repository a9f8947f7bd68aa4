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
      about: /\b(?:manifest|chart|image|longhorn|k3s|kubernetes|kubelet)\b|crash-?loop/i,
      says: /\bversion mismatch\b/i,
    },
  ],
}
