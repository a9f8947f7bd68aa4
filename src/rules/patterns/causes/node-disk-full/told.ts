import type { Told } from '../../../told/saying.ts'

const disk =
  /(?<![\w/])(?:(?:boot|root|system|host|data|node'?s?|local|main|whole|my|the|a|its) )?(?:disks?(?! (?:space|pressure|usage|i\/o))|drives?|ssds?|hard ?drive|sd ?cards?|eMMC|\d+ ?GB (?:cards?|sticks?)|root ?fs|(?:root|\/) (?:file ?system|partition)|\/var\/\S+|\/var|nodefs|imagefs|inodes|thin ?pools?|log2ram)(?!\w)/i
const full =
  /\b(?:fill(?:ed|s|ing)? (?:itself |completely )?up|(?:is|was|were|got|became|ran|went|completely|nearly|almost) full|(?:run|ran|running|runs) out of (?:disk )?space|out of (?:disk )?space|(?:no|not enough|zero) (?:free |disk |storage )?space(?: left)?|disk exhaustion|exhausted|(?:is|was|were|are|got) (?:all )?used up|pressure)\b|\b(?:at|to|reached|hit|is|was) (?:(?:9[2-9]|100) ?%|full)/i
const node =
  /\b(?:nodes?|control[- ]planes?|servers?|workers?|agents?|masters?|boards?|Pis?|machines?|hosts?|VMs?)\b/i

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
      about: node,
      says: /\b(?:at|is|was|has|reached|hit|used) (?:only )?(?:9[0-9]|100) ?% (?:of )?(?:its |the )?(?:disk|storage|root|SD card)\b|\bno (?:disk |free )?space left(?! on device)\b|\b(?:disk|SD card|root partition) (?:is |was |at |usage )+(?:9\d|100) ?%/i,
      not: /\b(?:pvcs?|volumes?|longhorn|nas|nfs)\b/i,
    },
    {
      about:
        /\b(?:images?|logs?|journal\w*|snapshots?|layers?|core dumps?|backups?|containers?|emptyDirs?|caches?|downloads?|uploads?|temp(?:orary)? files?)\b/i,
      says: /\b(?:fill(?:ed|s|ing)?|ate|eat(?:s|ing)?|us(?:ed|es|ing)) (?:up )?(?:all (?:of )?)?(?:the |my |its )?(?:whole |entire |root |boot |node['’]s )?(?:disk|drive|ssd|sd ?card|partition|file ?system)\b|\b(?:eaten|ate|taken|took|used|filled) (?:up )?all (?:of )?(?:the |our |my )?(?:free |disk )*space\b/i,
      not: /\b(?:pvcs?|volumes?|longhorn|nas|nfs|s3)\b/i,
    },
    {
      about:
        /(?<![\w/])(?:df(?: -[hi]+)?|disk usage|\/var\/lib\/(?:rancher|containerd|docker|kubelet)\S*)(?!\w)/i,
      says: /\bshow(?:s|ed)? (?:9[5-9]|100) ?% (?:\w+ ){0,2}(?:on|for|of) (?:\/(?!\w)|(?:the )?root)|\b(?:keeps?|kept) growing\b/i,
      unless: /\b(?:pvcs?|longhorn)\b/i,
    },
    {
      about: /\bdf\b/,
      says: /\b(?:says?|shows?|reports?)\b.{0,16}(?<!\S)\/ (?:is |was )?(?:at|with) (?:9\d|100) ?%/i,
    },
    {
      about: /\b(?:nodefs|imagefs)\b/i,
      says: /\b(?:is|was|fell|went|drop\w*) (?:\w+ )?(?:below|under) \d+ ?%/i,
    },
    {
      about: /\b(?:journald?|logs?|images?|containerd|backups?|docker|snapshots?)\b/i,
      says: /(?<!\S)\/ (?:is|was|got|became|ran) (?:completely |nearly )?full\b/i,
    },
    {
      about: /\binodes?\b/i,
      says: /\bout of (?:free )?inodes\b|\binodes? (?:\w+ )?(?:are|were|is|was) (?:all )?(?:exhausted|used up|full|gone|at 100)/i,
      not: /\b(?:pvcs?|longhorn|nas|nfs)\b/i,
    },
    {
      about:
        /\b(?:root|system|boot|node['’]?s?|main|\/var)\b.{0,16}\b(?:disk|partition|drive|card|file ?system|space)\b/i,
      says: /\b(?:only |just |less than |under )(?:\d|1[0-4])(?:\.\d+)? ?% (?:\w+ ){0,2}(?:left|free|available)\b/i,
      not: /\b(?:pvcs?|longhorn|nas|nfs|memory)\b/i,
    },
    {
      about: /\b(?:pods?|nodes?|workers?)\b/i,
      says: /\b(?:evicted|terminated)\b.{0,60}\blow on (?:ephemeral[- ]|disk )?storage\b|\b(?:is|was|were|ran) low on (?:disk|ephemeral[- ]storage)\b/i,
    },
  ],
  cures: [
    {
      part: /\b(?:(?:unused|old|dangling|stale) (?:docker |container )?images|crictl rmi\S*|(?:docker )?(?:system|image) prune|journalctl --vacuum\S*|disk space|space on (?:the |its )?(?:root|disk|node|host)\w*|(?:root )?(?:disk|partition) size)\b/i,
      not: /\b(?:pvcs?|longhorn|volumes?)\b/i,
    },
  ],
}
