import type { Told } from '../../../told/saying.ts'

const group =
  /\b(?:memory (?:cgroups?|controller)|cgroups?(?:[_ ]memory)?|cgroup_memory\S*|cgroup_enable\S*|cmdline\.txt)\b/i
const off =
  /\b(?:(?:is|was|are|were|been)(?: not|n't) (?:enabled|active|there|set|on)|not (?:enabled|active|configured|set|in (?:one|the same) line)|disabled|missing|forgot(?:ten)?|(?:separate|second|new|own|two) lines?|line ?break)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    // What K3s asks for, in the words of somebody who passes it on.
    {
      about: /\b(?:error|message|log|warning|K3s|it)\b/i,
      says: /\b(?:error|message|complain\w*|says?|asks?|tells?|told)\b.{0,32}\b(?:enable|add|set|activate)\b.{0,24}(?:\bcgroups?[_ ]memory\b|\bmemory cgroups?\b|\bcgroup_enable=memory\b)/i,
    },
    {
      about: group,
      says: /\b(?:not|n['’]t|never|refus\w+|fail\w+|crash\w*)\b.{0,40}\b(?:until|before) (?:I|we) (?:had )?(?:add|append|set|put|enabl|wr[io]t)\w*/i,
    },
    {
      about: group,
      says: off,
      not: /\b(?:cgroup ?driver|missing controllers|ContainerManager|systemd cgroup|cgroup ?v1|docker|lxc|proxmox)\b/i,
    },
  ],
}
