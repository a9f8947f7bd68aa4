import type { Told } from '../../../told/saying.ts'

const module =
  /\b(?:iscsi_tcp|vxlan|br_netfilter|nf_\w+|nft_\w+|xt_\w+|ip6?_?tables?|ip6?table_\w+|ip_vs\w*|overlay(?:fs)?|dm_crypt|dm_snapshot|wireguard|nfsv?\d?|nvme_tcp|vfio_pci|uio_pci_generic|linux-modules-extra\S*|kernel-default(?:-base)?)\b/i
const lacks =
  /\b(?:missing|not (?:found|available|built|loaded|included|compiled|present|enabled|part of|supported|in)|(?:is|was|are|were)n't (?:there|loaded|built|available|included|part)|lacks?|lacking|without|(?:does|did|do)(?: not|n't) (?:have|support|include|contain|ship|exist|come with)|fail(?:s|ed)? to load|can(?:not|'t) (?:be )?load\w*)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:kernel )?modules?\b/i,
      says: /\b(?:missing|lack(?:s|ing)?(?: of)?) (?:(?:the|some|several|required|needed|necessary) ){0,2}(?:kernel )?modules?\b|\b(?:kernel )?modules? (?:is|are|was|were) (?:missing|not (?:there|installed|available|built))\b/i,
      given: /\b(?:kernel|modprobe|lsmod|service|start\w*|k3s|flannel|\/lib\/modules)\b/i,
      not: /\b(?:python|node|npm|go|terraform|ansible|perl|php|nginx|apache|pip|import)\b/i,
    },
    {
      about: /\bCONFIG_[A-Z0-9_]{3,}\b/,
      says: /\b(?:missing|(?:is|was|are|were)(?: not|n['’]t) (?:set|enabled|built|there)|not (?:set|enabled|built|compiled)|disabled|lack(?:s|ing)|without)\b/i,
      given: /\b(?:kernels?|check-config|modules?|modprobe|defconfig|config\.gz)\b/i,
    },
    {
      about: module,
      says: lacks,
      not: /^(?!.*\b(?:kernel|modules?|modprobe|lsmod|linux-modules)\b)/i,
    },
  ],
}
