import type { Told } from '../../../told/saying.ts'

const swap = /\bswap(?:ping)?\b/i
const refuses =
  /\b(?:enabled|on|active)\b.{0,60}\b(?:fail(?:s|ed)?|won't start|(?:does|did|would)(?: not|n't) (?:start|come up|join)|refus\w+|crash\w*|exit(?:s|ed))\b|\b(?:fail(?:s|ed)?|won't start|refus\w+|crash\w*)\b.{0,60}\bswap (?:is |was )?(?:enabled|on|active)\b/i
const setting =
  /\b(?:flags?|arguments?|options?|config\.ya?ml|config(?:uration)?(?: file)?|service file|unit file|env(?:ironment)? (?:file|variable))\b/i
const wrong =
  /\b(?:unknown flag|(?:has|had|was|with|contain(?:s|ed)?) (?:a )?(?:typo|wrong|invalid|malformed|misspel\w+|indentation)|(?:do|does|did)(?: not|n't) exist|(?:is|was) (?:not|never) (?:set|loaded|read|passed|given)|typo|Tippfehler|faute de frappe|(?:a |an |some )?(?:tabs?|tabulator|stray \w+|missing (?:colon|dash|quote)|(?:wrong|bad) indentation|indentation error) in)\b/i

const flag = /(?<![\w-])--[a-z][\w-]+|\bflags?\b/i
/** A program of its own has flags too. */
const ofOthers =
  /^(?!.*\b(?:k3s|rke2|kubelet|kube-apiserver|etcd|agent|server|microk8s|dqlite|kubeadm|control plane|K3S_\w+)\b)/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:as soon as|whenever|when|once|after|if) (?:I|we) (?:add|set|pass|enable|put|append|specif[yi]|uncomment)(?:ed|ted|ped|d)?\b/i,
      says: /\b(?:api[- ]?server|kubelet|k3s|rke2|etcd|control[- ]plane)(?: service| process| pod)? (?:fails|failed|won['’]t (?:start|come up)|(?:does|do|did|would|will)(?: not|n['’]t) (?:start|come up)|refuses|refused|crash\w+|exits|exited|never (?:starts?|comes? up)|no longer starts?)\b/i,
      given:
        /(?<![\w-])--[a-z][\w-]{3,}|\b(?:flags?|arguments?|config\.ya?ml|manifests?\/kube-\w+)\b/i,
      not: /\b(?:memory|nodes?|replicas?|disks?|image|deployment|chart)\b/i,
    },
    {
      about: /\b(?:kubelet|k3s|rke2)\b/i,
      says: /(?<![\w'’])(?:no|without (?:a |any )?|missing (?:its |the )?)(?:\/\S+\/| )config\.ya?ml\b|\bno \/\S+\/config\.ya?ml\b|\bconfig\.ya?ml (?:is|was|were) (?:missing|absent|(?:not|never) (?:there|created|generated|written|present))\b/i,
      not: /\b(?:because|since|so) (?:I|we)\b|\bmatters?\b/i,
    },
    {
      about: /\b(?:k3s|rke2)(?:-\w+)?\.service\.env\b|\/etc\/rancher\/\S*config\.ya?ml\b/i,
      says: /\b(?:is|was|were) (?:still )?(?:empty|missing|lost|gone)\b/i,
    },
    {
      about: /\b(?:flags?|arguments?)\b/i,
      says: /\b(?:new|newer|old|this|that|installed) (?:k3s|rke2|version|release) does(?: not|n['’]t) know\b/i,
      given: /\b(?:k3s|rke2|kubelet|kube-apiserver|etcd)\b/i,
    },
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
      about: /\b(?:servers?|masters?|nodes?|control[- ]planes?)\b/i,
      says: /\b(?:critical )?configuration (?:value )?mismatch\b|\b(?:made|formed?|forms|started|created|bootstrapped|initiali[sz]ed) (?:an? |its )(?:own|new|second|separate) (?:\w+[- ])?cluster\b|\b(?:(?:made|formed|started|created|became) a )?cluster of its own\b/i,
      given:
        /(?<![\w-])--(?:server|cluster-init|disable|cluster-cidr|flannel)|\b(?:K3S_URL|cluster-init|config\.ya?ml|flags?|arguments?|configuration (?:value )?mismatch|disabled)\b/i,
    },
    {
      about: flag,
      says: /\b(?:is|was|were|been) (?:omitted|missing|left out|forgotten)\b/i,
      not: ofOthers,
    },
    {
      about: /\b(?:install\w*|script|curl|server|agent|k3s|rke2|kubeadm|node)\b/i,
      says: /\bagain,? without (?:the |any |its |my |those )*(?:INSTALL_K3S_\w+|K3S_\w+|--[a-z]|flags?\b|arguments?\b|options\b)|\b(?:forgot(?:ten)?|omitted|left out) (?:to (?:add|pass|set|use|include|specify|give) )?(?:the )?(?:--[a-z]|INSTALL_K3S_\w+|K3S_\w+|\w+ (?:flag|argument|option)\b)/i,
    },
    {
      about: /\b(?:second|third|other|another|new|joining) (?:server|master|control[- ]plane)\w*/i,
      says: /\bwithout (?:the )?--[a-z]|\bwith (?:an? )?(?:different|(?:an)?other) (?:--[a-z]|flags?\b|flannel|cluster-|service-|cidr|arguments?\b)/i,
    },
    {
      about: swap,
      says: /\b(?:forgot(?:ten)? to|did(?: not|n['’]t)|had(?: not|n['’]t)) (?:disabled?|turn(?:ed)? off|switch(?:ed)? off)\b|\bwas (?:still )?(?:on|enabled|active)\b/i,
      given: /\b(?:kubeadm|kubelet)\b/i,
    },
    {
      about: /\bcgroup ?drivers?\b/i,
      says: /\b(?:systemd|cgroupfs)\b.{0,60}\b(?:while|but|and)\b.{0,40}\b(?:systemd|cgroupfs)\b|\bmismatch\w*|\bdiffer(?:s|ed|ent)?\b|\bdid(?: not|n['’]t) match\b/i,
    },
    {
      about:
        /(?<![\w-])(?:--)?(?:node-ip|node-external-ip|advertise-address|bind-address|tls-san)\b/i,
      says: /\b(?:point(?:s|ed|ing)? to|(?:is|was|were) (?:still )?(?:set to)?|held|has|had) (?:an? |the )?(?:(?:old|wrong|previous|former|other)\b|(?:\w+ ){0,3}address (?:that|which) .{0,30}(?:no longer|not))/i,
    },
    {
      // Another address than before, and what listened or was called there is not found.
      about:
        /\b(?:bind(?:ing)?|advertise|listen(?:ing)?|node|kubelet)[ -](?:address|ip)\b|(?<![\w-])--(?:bind-address|advertise-address|node-ip|node-external-ip|flannel-iface|cluster-cidr|service-cidr)\b/i,
      says: /\b(?:after|since|once|when) (?:I |we )?(?:chang(?:ed|ing)|set(?:ting)?|switch(?:ed|ing)|mov(?:ed|ing)|add(?:ed|ing)|specif(?:ied|ying))\b(?:.*\bno longer\b)?/i,
      given:
        /\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|no longer|fail(?:s|ed)?|stopp?(?:s|ed)|50[0-4]|refused|timed? ?out|(?:does|did)(?: not|n['’]t) (?:work|start|join))\b/i,
      unless: /\b(?:works? (?:again|now|fine)|(?:fixed|solved|resolved) (?:it|the))\b/i,
    },
    {
      about: /\b(?:restor\w+|snapshot|cluster-reset|join\w*|start\w*|server|agent|k3s|rke2)\b/i,
      says: /\bwithout (?:(?:pass|giv|provid|specify|sett|add|us)\w*ing (?:in )?|providing |specifying )(?:the |an? |any |its |my )?(?:--?[a-z][\w-]*|\w+ (?:flag|argument|option)|token|K3S_\w+)\b/i,
      given:
        /\b(?:FATA\w*|fail(?:s|ed)?|error|exit(?:s|ed)?|refus\w+|(?:does|did|would)(?: not|n['’]t) (?:start|come up|join))\b/i,
      not: /\b(?:kubectl|helm|docker|ansible)\b/i,
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
