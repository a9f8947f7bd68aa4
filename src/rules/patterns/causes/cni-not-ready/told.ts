import type { Told } from '../../../told/saying.ts'

const plugin = /\b(?:CNI(?: plugins?)?|network plugin|flannel|calico|cilium|canal|weave)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: plugin,
      says: /\b(?:no (?:CNI|network) plugin (?:is|was|has been|were) (?:installed|deployed|there|configured)\b|(?:was|were|is|are) (?:missing|not (?:installed|deployed|running|ready|there))|never (?:installed|deployed)|forgot to (?:install|deploy)|crash(?:es|ed|ing)?(?:-?loop\w*)?|(?:does|did)(?: not|n['’]t) (?:start|come up|initiali[sz]e)|fail(?:s|ed) to (?:start|initiali[sz]e|come up))\b/i,
      given: /\b(?:NotReady|pods?|nodes?|ContainerCreating|sandbox|k3s|cluster|kubelet)\b/i,
      not: /\bkube-proxy (?:is|was) not running\b|\b(?:BIRD6?|Felix|confd) is not (?:ready|live)\b|\bfalse (?:positives?|alerts?|alarms?)\b/i,
      // What it needs itself is the cause then.
      unless:
        /\b(?:firewall\w*|ufw|wrong interface|kernels?|br_netfilter|OOM\w*|disk ?pressure|image ?pull|MTU)\b/i,
    },
    {
      about:
        /(?<![\w/])\/(?:etc\/cni\/net\.d|opt\/cni\/bin)\b|\bcni (?:binar(?:y|ies)|config(?:uration)?s?(?: files?)?|plugins?|files?)\b|\b(?:calico|flannel|weave|cilium|canal) (?:cni )?config\b/i,
      says: /\b(?:empty|missing|gone|not there|(?:was|were|got|been) (?:deleted|removed|wiped|lost|overwritten)|lost (?:its|the|their)|left-?over|left behind|stale|still there|old)\b/i,
      given:
        /\b(?:pods?|nodes?|ContainerCreating|sandbox\w*|NotReady|reboot\w*|reinstall\w*|switch\w*)\b/i,
    },
    {
      about:
        /\bCNI\b|\/opt\/cni\/bin\b|\b(?:loopback|portmap|bridge|host-local|flannel) (?:plugin|binary)\b/i,
      says: /\b(?:absence|lack) of\b|\black(?:s|ed)\b/i,
      given: /\b(?:pods?|nodes?|ContainerCreating|container creating|sandbox\w*|NotReady)\b/i,
    },
    {
      about: /\b(?:pods?|containers?)\b/i,
      says: /\b(?:no (?:new )?pods? (?:gets?|receives?|is given)|pods? (?:do(?:es)?(?: not|n['’]t)|never|did(?: not|n['’]t)) (?:get|receive|have))\b.{0,12}\bIP\b/i,
      unless: /\b(?:Pending|load ?balancer|external[- ]IP|metallb|unschedulable)\b/i,
    },
    {
      about: /\b(?:pod )?(?:IPs?|IP addresses|addresses)\b/i,
      says: /\b(?:ran|run|runs|running) out(?: of)?\b|\bexhausted\b|\ball (?:of )?(?:the )?(?:25\d|\d{3}) (?:IPs|addresses)\b/i,
      given: /\b(?:sandbox\w*|ContainerCreating|cni|ipam|host-local|pod IPs?|podCIDR)\b/i,
      not: /\b(?:metallb|load ?balancer|address pool|dhcp)\b/i,
    },
  ],
  cures: [
    {
      part: /\/etc\/cni\/net\.d|\/opt\/cni\/bin|\bcni (?:plugins?|binar(?:y|ies)|config\w*)\b/i,
      not: /\bMTU\b/i,
    },
    {
      part: /\b(?:pod-?network-?cidr|cluster-cidr|pod ?CIDR|pod network range)\b/i,
    },
  ],
}
