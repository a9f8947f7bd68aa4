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
      about: /\bkubelet(?:['’]s)?[- ]?(?:root|data)?[- ]?dir(?:ectory)?\b/i,
      says: /\b(?:custom|differ\w*|wrong|moved|non-?standard|changed|another|other)\b/i,
      given: /\b(?:longhorn|csi)\b/i,
    },
  ],
}
