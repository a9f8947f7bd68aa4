import type { Told } from '../../../told/saying.ts'

/** How people tell that the kernel killed for want of memory. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:kernel|OOM|oom[- ]?killer|oom[- ]reaper|out of memory|memory)\b/i,
      says: /\b(?:oom[- ]?(?:killer|reaper)\b.{0,40}\b(?:kill\w*|trigger\w*|invoked|kick\w*|struck|takes?|took|reap\w*|start\w*)|kernel (?:\w+ )?kill(?:s|ed|ing)|kill(?:s|ed|ing)\b.{0,30}\b(?:out of memory|OOM)|(?:runs?|ran|running) out of (?:memory|RAM)|: out of memory|OOM'?ed|OOMs)\b/i,
      // What is killed as a pod went over a limit of its own.
      not: /\b(?:(?:pods?|containers?|workers?|jobs?)\b.{0,16}\bkill(?:s|ed|ing)? (?:with|by|for|due to|because of) (?:an? )?OOM\b|cgroup[- ]OOM\S*|OOMKilled|container(?:'s)? (?:memory )?limit|memory limit of|pod(?:'s)? limit|exit code 137|limits?:|GPU|VRAM|browser|heap)\b/i,
    },
  ],
}
