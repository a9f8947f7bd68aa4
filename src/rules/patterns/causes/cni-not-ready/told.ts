import type { Told } from '../../../told/saying.ts'

const plugin = /\b(?:CNI(?: plugins?)?|network plugin|flannel|calico|cilium|canal|weave)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: plugin,
      says: /\b(?:(?:was|were|is|are) (?:missing|not (?:installed|deployed|running|ready|there))|never (?:installed|deployed)|forgot to (?:install|deploy)|crash(?:es|ed|ing)?(?:-?loop\w*)?|(?:does|did)(?: not|n['’]t) (?:start|come up|initiali[sz]e)|fail(?:s|ed) to (?:start|initiali[sz]e|come up))\b/i,
      given: /\b(?:NotReady|pods?|nodes?|ContainerCreating|sandbox)\b/i,
      // What it needs itself is the cause then.
      unless:
        /\b(?:firewall\w*|ufw|wrong interface|kernel module|br_netfilter|OOM\w*|disk ?pressure|image ?pull|MTU)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:pod-?network-?cidr|cluster-cidr|pod ?CIDR|pod network range)\b/i,
    },
  ],
}
