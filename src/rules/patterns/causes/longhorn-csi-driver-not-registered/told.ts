import type { Told } from '../../../told/saying.ts'

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:longhorn-csi-plugin|(?:longhorn(?:['’]s)? )?csi[- ](?:plugin|driver|node)s?|longhorn(?:['’]s)? driver)\b/i,
      says: /\b(?:(?:is|was|are|were)(?:n['’]t| not| never) (?:registered|running|deployed|there|ready|started)|never (?:starts?|started|registers?|registered|comes? up|came up)|missing on|(?:does|did|do)(?:n['’]t| not) (?:run|start|register|come up)|(?:fails?|failed|unable) to (?:register|start)|(?:keeps? |is |was |in )?crash-?loop\w*)\b/i,
      given: /\blonghorn\b|\bkubelet\b/i,
      not: /\b(?:nfs|smb|ebs|after (?:a|the|each|every) (?:reboot|restart)|for (?:a|some|\d+) (?:seconds?|minutes?))\b/i,
    },
    {
      about: /\b(?:longhorn-csi-plugin|csi[- ]plugin)(?: pods?)?\b/i,
      says: /\b(?:remains?|stays?|stayed|(?:is|are|was|were|gets?|got|keeps?) (?:stuck|hanging|waiting)?|hangs?|hung|stuck|sits?)\b.{0,20}\b(?:ContainerCreating|Pending|Init(?:ializing)?|CrashLoopBackOff|RunContainerError|CreateContainerError)\b/i,
      given: /\blonghorn\b/i,
    },
    {
      about: /\bcsi-?nodes?\b/i,
      says: /\b(?:drivers?(?: count)?:? (?:is |are |shows? |of )?(?:0|zero|none)\b|(?:0|zero|no) (?:csi )?drivers?\b)/i,
      given: /\blonghorn\b/i,
    },
    {
      about: /\bkubelet(?:['’]s)?[- ]?(?:root|data)?[- ]?dir(?:ectory)?\b/i,
      says: /\b(?:custom|differ\w*|wrong|moved|non-?standard|changed|another|other)\b/i,
      given: /\b(?:longhorn|csi)\b/i,
    },
  ],
}
