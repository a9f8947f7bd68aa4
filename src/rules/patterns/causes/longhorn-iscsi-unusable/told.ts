import type { Told } from '../../../told/saying.ts'

const initiator = /\b(?:open-?iscsi|iscsid?|iscsiadm|iscsi-initiator\S*|initiator ?name\S*)\b/i
const absent =
  /\b(?:missing|not (?:installed|running|started|enabled|found|active|present|loaded)|(?:was|is|were|are)n't (?:installed|running|started|enabled|there)|forgot(?:ten)?|disabled|stopped|masked|inactive|(?:un-?installed|removed|purged)\b(?! (?:it|the|longhorn))|empty|duplicate|identical|(?:is|was|were|are|has|have) the same)\b|\bwithout (?:open-?)?iscsi/i

const others = /\b(?:iscsi_tcp|modules?|democratic|synology|target (?:is|was))\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: initiator, says: absent, not: others },
    // Whoever follows a guide installs it as well.
    {
      about: initiator,
      says: /\bhad to (?:install|enable|start|load)\b/i,
      not: others,
      given:
        /\b(?:before|until|then) the (?:volumes?|pods?|pvcs?)\b|\b(?:fail|stuck|attach\w* error|error)/i,
    },
  ],
  cures: [{ part: initiator, not: others }],
}
