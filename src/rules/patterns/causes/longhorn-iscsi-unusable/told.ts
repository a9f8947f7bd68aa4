import type { Told } from '../../../told/saying.ts'

const initiator = /\b(?:open-?iscsi|iscsid?|iscsiadm|iscsi-initiator\S*|initiator ?name\S*)\b/i
const absent =
  /\b(?:missing|not (?:installed|running|started|enabled|found|active|present|loaded)|(?:was|is|were|are)n't (?:installed|running|started|enabled|there)|forgot(?:ten)?|disabled|stopped|masked|inactive|(?:un-?installed|removed|purged)\b(?! (?:it|the|longhorn))|empty|duplicate|identical|(?:is|was|were|are|has|have) the same)\b|\bwithout (?:open-?)?iscsi/i

const records = /\biscsi-?tools?\b|\biscsi node (?:records?|database)\b/i

// `missing codepage or helper program` is what mount says of anything.
const others =
  /\b(?:codepage|helper program|iscsi_tcp|modules?|democratic|synology|target (?:is|was))\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    { about: initiator, says: absent, not: others },
    {
      about: records,
      says: /\b(?:(?:can(?:not|['’]t)|could(?: not|n['’]t)|unable to|fails? to|failed to) (?:read|parse|open|load)|incompatible|(?:fails?|failed) (?:while |when )?(?:parsing|reading))\b/i,
    },
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
