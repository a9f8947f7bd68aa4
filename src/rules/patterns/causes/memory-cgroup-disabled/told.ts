import type { Told } from '../../../told/saying.ts'

const group =
  /\b(?:memory (?:cgroups?|controller)|cgroups?(?:[_ ]memory)?|cgroup_memory\S*|cgroup_enable\S*|cmdline\.txt)\b/i
const off =
  /\b(?:(?:is|was|are|were|been)(?: not|n't) (?:enabled|active|there|set|on)|not (?:enabled|active|configured|set|in (?:one|the same) line)|disabled|missing|forgot(?:ten)?|(?:separate|second|new|own|two) lines?|line ?break)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: group,
      says: off,
      not: /\b(?:cgroup ?driver|missing controllers|ContainerManager|systemd cgroup|cgroup ?v1|docker|lxc|proxmox)\b/i,
    },
  ],
}
