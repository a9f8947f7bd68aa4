import type { Told } from '../../../told/saying.ts'

const setting =
  /\b(?:secrets?|config ?maps?|passwords?|credentials|env(?:ironment)? ?var(?:iable)?s?|values\.ya?ml|helm values|config(?:uration)? files?|service ?accounts?|cluster ?roles?|RBAC|API keys?|database (?:url|host|name|user))\b/i
const wrong =
  /\b(?:(?:did|does|do)(?: not|n['’]t) (?:exist|match|contain)|(?:was|is|were|are) (?:missing|wrong|incorrect|misspell?ed|mis-?typed|mis-?configured|invalid|empty|outdated|indented wrong)|(?:I|we) mis-?(?:typed|spel\w+)|typo|(?:has|had|have) (?:no|the wrong|an? (?:typo|invalid|wrong)) ?\w*|lacks? (?:the )?permissions?)\b/i
/** What K3s and its nodes are told is another cause's. */
const ofCluster =
  /\b(?:join\w*|node password|node-passwd|tokens?|K3S_\w+|kubeconfig|registr(?:y|ies)|pull ?secrets?|certificates?|tls|ssh|etcd|server-ca|config\.ya?ml|image)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: setting,
      says: wrong,
      given:
        /\b(?:pods?|apps?|applications?|containers?|deployments?|charts?|crash\w*|start\w*|login|database|postgres\w*|mysql|redis|service|helm|it)\b/i,
      not: ofCluster,
    },
    {
      about:
        /\b(?:director(?:y|ies)|folders?|data dir\w*|mount(?:ed)? (?:path|point|volume)|files?|host ?path|volume)\b|(?<!\S)\/(?:data|config)\b/i,
      says: /\b(?:(?:owned by|belong(?:s|ed|ing)? to) (?:root|another|the wrong)|(?:has|had|have|with) (?:the )?wrong (?:owner\w*|permissions?|uid|gid)|(?:was|is|were|are) not writ(?:e?able))\b/i,
      not: /\b(?:ssh|kubeconfig|k3s\.yaml|certificates?|read-only file ?system)\b/i,
    },
    {
      about: /\bmigrations?\b/i,
      says: /\b(?:had|has|have|was|were)(?: not|n['’]t) (?:been )?(?:run|applied)\b|\bmigrations? (?:fail(?:s|ed)|(?:is|are|was|were) missing)\b/i,
      not: /\b(?:etcd|datastore|longhorn|probe)\b/i,
    },
    {
      about: /\b[\w-]+\.(?:php|json|ini|conf|toml|xml)\b|\bdata director(?:y|ies)\b/i,
      says: /\bfrom an? (?:newer|older|later) version\b/i,
    },
    {
      // A variable by its name; those of K3s are another cause's.
      about: /\b(?!K3S_|KUBE|INSTALL_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/,
      says: /\b(?:is|was|are|were)(?: not|n['’]t) (?:set|defined|given)\b|\b(?:is|was|are|were) (?:missing|unset|empty|undefined)\b/i,
      given: /\b(?:pods?|containers?|apps?|applications?|deployments?|charts?)\b/i,
    },
    {
      about: /\b(?:postgres\w*|mysql|mariadb|mongo\w*|redis|elasticsearch|opensearch)\b/i,
      says: /\b(?:refus\w* to|fails? to|won['’]t|does(?: not|n['’]t)) start\b.{0,60}\b(?:version|initiali[sz]ed by|older|newer)\b|\breject(?:s|ed)? (?:the|its|my|our) (?:password|credentials|login)\b/i,
    },
    {
      about: /\b(?:containers?|pods?|apps?|applications?|programs?|services?|server|it)\b/i,
      says: /\b(?:exits?|exited|crash(?:es|ed|ing)?|dies|died|fails?|failed|stops?|stopped)\b.{0,24}\bwith (?:an? )?(?:[\w.-]+ )?(?:traceback|stack ?trace|exception|segfault|segmentation fault)\b/i,
      not: /\b(?:kernel|k3s|kubelet|containerd|etcd|x509|time-?out|no such host|connect\w*)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:chown\S*|fsGroup|runAsUser|securityContext|(?:file |directory |folder )?ownership|database migrations?)\b/i,
      not: ofCluster,
    },
  ],
}
