import type { Told } from '../../../told/saying.ts'

const table =
  /\b(?:inotify(?: (?:instances?|watch(?:es|ers)?|limits?))?|max_user_(?:instances|watches)|file watch(?:es|ers)|conntrack(?: (?:table|entries))?|NAT table|nf_conntrack\w*|(?:ARP|neighbou?r)(?: (?:cache|table))?|gc_thresh\d|PIDs?(?: limit)?|process ids|open[- ]files?(?: limit)?|file (?:descriptors?|handles?)(?: limit)?|nofile|ulimits?|(?:vm\.)?max_map_count|threads-max|pid_max)\b/i
const usedUp =
  /\b(?:no (?:free )?(?:inotify|conntrack|file) (?:\w+ )?(?:left|free)|equals? (?:the |its )?max\w*|(?:is|was|were|are|got|became) (?:\w+ )?(?:full|exhausted|used up|depleted)|overflow(?:s|ed|ing)?|exhaust(?:s|ed|ing)?|(?:ran|run|runs|running) out(?: of)?|us(?:es|ed|ing) up (?:all|every)|too (?:low|small)|(?:hit|hits|reach(?:es|ed)|exceed(?:s|ed)) (?:its|the|their|our)|(?:had|have|has|needs?|needed) to (?:be )?(?:rais|increas|bump|enlarg)\w*|too many)\b/i
const raised =
  /\b(?:had|have|needed) to (?:rais|increas|bump|enlarg)\w*\b.{0,30}\b(?:inotify\S*|fs\.inotify\S*|max_user_\w+|conntrack\w*|nf_conntrack\w*|gc_thresh\d|ulimits?|nofile|max_map_count)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: table,
      says: usedUp,
      // A program that leaks its own files is its own fault.
      not: /\b(?:leak(?:s|ed|ing)?|never closes?|database connections?|no longer)\b/i,
    },
    { about: raised, says: raised },
    {
      about: /\binotify\b/i,
      says: /\b(?:fail(?:s|ed|ing)?|unable|could not|cannot) (?:to )?(?:open|create|add|get|init\w*)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:(?:fs\.)?inotify\S*|max_user_\w+|(?:nf_)?conntrack\S*|gc_thresh\d|ulimits?|nofile|LimitNOFILE|file descriptor limit|open files limit|max_map_count|pid_max|pids?[- _]limits?)\b/i,
    },
  ],
}
