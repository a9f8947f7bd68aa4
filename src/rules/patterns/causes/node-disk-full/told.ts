import type { Told } from '../../../told/saying.ts'

const disk =
  /\b(?:(?:boot|root|system|host|data|node'?s?|local|main|whole|my|the|a|its) )?(?:disks?(?! (?:space|pressure|usage|i\/o))|drives?|ssds?|hard ?drive|sd ?cards?|root ?fs|(?:root|\/) (?:file ?system|partition)|\/var\S*|nodefs|imagefs)\b/i
const full =
  /\b(?:fill(?:ed|s|ing)? (?:itself |completely )?up|(?:is|was|were|got|became|ran|went|completely|nearly|almost) full|(?:run|ran|running|runs) out of (?:disk )?space|out of (?:disk )?space|(?:no|not enough|zero) (?:free |disk |storage )?space(?: left)?|disk exhaustion|exhausted|pressure)\b|\b(?:at|to|reached|hit|is|was) (?:9[5-9]|100) ?%/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:disks?|disk (?:usage|utili[sz]ation|space)|root (?:volume|partition|fs)|storage)\b/i,
      says: /\bfill(?:s|ed|ing)? up\b|\b(?:usage|utili[sz]ation|it|is|was|at|showing|shows|up to)\b.{0,16}\b(?:8[4-9]|9\d|100) ?%/i,
      given:
        /\b(?:evict\w*|images? (?:\S+ ){0,5}(?:deleted|removed|garbage)|docker images|disk ?pressure|image GC|garbage collect\w*)\b/i,
      not: /\b(?:pvcs?|longhorn|bucket|backups?|nas|nfs|s3|no disk pressure)\b/i,
    },
    {
      about: disk,
      says: full,
      // A volume, a backup or Longhorn's own disk is another matter than the node's.
      not: /\b(?:pvcs?|pvs?|volumes?|longhorn|bucket|backups?|wal|nas|nfs|s3|no disk pressure|database|postgres\w*|mysql|mariadb|prometheus|loki)\b/i,
    },
    {
      about: /\b(?:pods?|nodes?|workers?)\b/i,
      says: /\b(?:evicted|terminated)\b.{0,60}\blow on (?:ephemeral[- ]|disk )?storage\b|\b(?:is|was|were|ran) low on (?:disk|ephemeral[- ]storage)\b/i,
    },
  ],
}
