import type { Told } from '../../../told/saying.ts'

const initiator = /\b(?:open-?iscsi|iscsid?|iscsiadm|iscsi-initiator\S*|initiator ?name\S*)\b/i
const absent =
  /\b(?:missing|not (?:installed|running|started|enabled|found|active|present|loaded)|(?:was|is|were|are)n't (?:installed|running|started|enabled|there)|forgot(?:ten)?|disabled|stopped|masked|inactive|(?:un-?installed|removed|purged)\b(?! (?:it|the|longhorn))|empty|duplicate|identical|(?:is|was|were|are|has|have) the same)\b|\bwithout (?:open-?)?iscsi/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: initiator,
      says: absent,
      not: /\b(?:iscsi_tcp|modules?|democratic|synology|target (?:is|was))\b/i,
    },
  ],
}
