import type { Told } from '../../../told/saying.ts'

const container =
  /\b(?:pods?|containers?|deployments?|memory limits?|limits?|operators?|controllers?|\S+-server|replicas?|jobs?|apps?|workloads?)\b/i
const killed =
  /\b(?:oom[- ]?kill(?:ed|s|ing)?|(?:killed|terminated) (?:by|for|with|due to) (?:an? )?(?:oom|out[- ]of[- ]memory)\b|crash-?loop\w* with oom|(?:crash\w*|die[sd]?|restart\w*|fail(?:s|ed|ing)?|killed|terminated) (?:from|with|by|for) (?:an? )?(?:OOM|out[- ]of[- ]memory)\b|(?:because of|due to) (?:an? )?(?:OOM|out[- ]of[- ]memory)\b|oom ?(?:errors?|crash\w*)|(?:hit(?:s|ting)?|reach(?:es|ed|ing)?|exceed(?:s|ed|ing)?|over) (?:its|our|the|their|my) (?:own )?memory limits?)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: container,
      says: killed,
      // The kernel's killer chooses where the whole node is short.
      not: /\b(?:kernel|host|whole node|node (?:ran|is|was) out|node'?s memory|system-wide|k3s-server|kubelet|dmesg|mem(?:ory)? ?pressure)\b/i,
    },
    {
      about: /\b(?:memory limits?|limits?\.memory|limit)\b/i,
      says: /\b(?:is|was|are|were) (?:far |much |way |simply )?too (?:low|small|tight)\b|\b(?:reach(?:es|ed)|hit|hits|exceed(?:s|ed)) (?:the|its|their) limit of \d+ ?[MG]i?B?\b|\bruns? into (?:its|the|their) memory limit\b/i,
      given: /\b(?:pods?|containers?|restart\w*|kill\w*|OOM\w*|crash\w*|memory)\b/i,
      not: /\b(?:disk|storage|inotify|open files|pids?|rate|CPU)\b/i,
    },
    {
      about: /\b(?:memory|RAM|limit|it|pods?|containers?)\b/i,
      says: /\b(?:(?:sits?|sat|pinned|stays?|stuck|peaks?|tops? out|climbs?|grows?|rises?|goes|gets) (?:right )?(?:at|to|up to|against)\b(?!.{0,40}\b(?:far|well|half|below|under)\b).{0,24}[\d.]+ ?[GM]i?B?\b.{0,16}\blimit\b)/i,
      given: /\b(?:kill\w*|restart\w*|OOM\w*|crash\w*|137|unusable|evict\w*)\b/i,
      not: /\b(?:disk|storage|node'?s|of the node|k3s|kubelet|upload|rate|bandwidth)\b/i,
    },
    {
      about:
        /\b(?:sits?|sat|pinned|stuck|peaks?|tops? out|climb(?:s|ed)|grows?|grew|rises?|rose|goes|went) (?:right )?(?:at|to|up to)\W{1,4}[\d.–-]+ ?[GM]i?B?\b/i,
      says: /^\W*(?:which (?:is|was) )?(?:exactly )?(?:its|the) (?:memory )?limit\b/i,
      given: /\b(?:kill\w*|restart\w*|OOM\w*|crash\w*|137)\b/i,
    },
    {
      about: /\b(?:containers?|pods?|it|process)\b/i,
      says: /\b(?:dies|died|killed|restart(?:s|ed))\b.{0,40}\b(?:when|once|as soon as|whenever) (?:it|memory|usage|its memory) (?:reach\w*|hits?|goes (?:over|above)|exceeds?|passes)\W{1,3}[\d.]+ ?[GM]i?B?\b/i,
    },
    {
      about: /\blimits?\b/i,
      says: /\blimit of [\d.]+ ?[GM]i?B? (?:is|was)(?: not|n['’]t) enough\b/i,
    },
    {
      about: /\b(?:memory|RAM|usage|graph)\b/i,
      says: /\b(?:touch(?:es|ed)|hits?|reach(?:es|ed)) (?:the|its|that) (?:memory )?limit\b/i,
      given: /\b137\b|\bOOM\w*/i,
    },
    {
      about: /\b(?:memory )?limits?\b/i,
      says: /\b(?:below|under|less than|smaller than)\b.{0,30}\b(?:peak|usage|need(?:s|ed)?|us(?:es|ed)|demand|working set)\b/i,
      given: /\b(?:OOM\w*|137|kill\w*|memory)\b/i,
      not: /\b(?:disk|storage|CPU|stays?|stayed|remain\w*|fine)\b/i,
    },
    {
      about: /\b(?:pods?|containers?)\b/i,
      says: /\bruns? into (?:its|the|their) memory limit\b/i,
    },
    {
      about: /\b(?:(?:last )?state|reason|status|describe|events?)\b/i,
      says: /\bOOM[- ]?Killed\b/i,
      not: /\b(?:kernel|host|whole node|dmesg|k3s|kubelet|not)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:memory limits?|limits?\.memory|resource limits?|memory requests? and limits?)\b/i,
    },
  ],
}
