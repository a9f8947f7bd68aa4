import type { Told } from '../../../told/saying.ts'

const swap = /\bswap(?:ping)?\b/i
const refuses =
  /\b(?:enabled|on|active)\b.{0,60}\b(?:fail(?:s|ed)?|won't start|(?:does|did|would)(?: not|n't) (?:start|come up|join)|refus\w+|crash\w*|exit(?:s|ed))\b|\b(?:fail(?:s|ed)?|won't start|refus\w+|crash\w*)\b.{0,60}\bswap (?:is |was )?(?:enabled|on|active)\b/i
const setting =
  /\b(?:flags?|arguments?|options?|config\.ya?ml|config(?:uration)?(?: file)?|service file|unit file|env(?:ironment)? (?:file|variable))\b/i
const wrong =
  /\b(?:unknown flag|(?:has|had|was|with|contain(?:s|ed)?) (?:a )?(?:typo|wrong|invalid|malformed|misspel\w+|indentation)|(?:do|does|did)(?: not|n't) exist|(?:is|was) (?:not|never) (?:set|loaded|read|passed|given)|typo)\b/i

const flag = /(?<![\w-])--[a-z][\w-]+|\bflags?\b/i
/** A program of its own has flags too. */
const ofOthers =
  /^(?!.*\b(?:k3s|rke2|kubelet|kube-apiserver|etcd|agent|server|microk8s|dqlite|kubeadm|control plane|K3S_\w+)\b)/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: swap, says: refuses, not: /\bwithout effect\b/i },
    {
      about: setting,
      says: wrong,
      not: ofOthers,
    },
    {
      about: /\b(?:kubelet|k3s|kubeadm|rke2)\b/i,
      says: /\bfail(?:s|ed|ing)? to start because of (?:the )?swap\b/i,
    },
    {
      about: flag,
      says: /\b(?:is|was|were|been) (?:omitted|missing|left out|forgotten)\b/i,
      not: ofOthers,
    },
    {
      about: /\bboth (?:services|units|k3s\S*)\b|\bk3s(?:\.service)? and k3s-agent\b/i,
      says: /\b(?:block(?:s|ed|ing)?|fight(?:s|ing)?|conflict(?:s|ed|ing)?) (?:with )?each other\b/i,
      sentencesBefore: 1,
    },
    {
      about: /\b(?:agents?|agent nodes?|workers?)\b/i,
      says: /\b(?:tr(?:y|ies|ied) to become servers?|start(?:s|ed)? as (?:a )?servers?|both the k3s(?: service)? and the k3s-agent)\b/i,
    },
  ],
}
