import type { Told } from '../../../told/saying.ts'

const volume =
  /\b(?:volumes?|pvcs?|persistent ?volumes?(?: ?claims?)?|claims?|pg_?wal|wal (?:files?|directory|disk)?|pg_?data|data (?:directory|volume|disk)|binlogs?|binary logs?|write-?ahead[- ]?logs?)\b/i
const full =
  /\b(?:fill(?:ed|s|ing)? up|fill(?:ed|s) (?:the|its|my|a)|(?:is|was|were|got|became|ran|completely|nearly) full|(?:ist|war|lief|l[äa]uft) voll|run full|filled (?:up )?with (?:binary |old )?(?:logs|binlogs|WALs?|WAL files|segments|dumps|backups|snapshots)\b|consum(?:es|ed|ing) all (?:of )?(?:the |its |my |our )?(?:available |free )?(?:disk )?space|low (?:on )?disk[- ]space|only (?:has |had )?\d+ ?(?:[KM]i?B|bytes) (?:free|left)|disk-full (?:failures?|errors?|events?)|(?:run|ran|running|runs) out of (?:free |disk )?space|out[- ]of[- ](?:disk[- ])?space|(?:a|the) full (?:disk|volume|claim|pvc)|no (?:free |disk )?space(?: left)?\b|(?:eat(?:en|s|ing)?|ate|used) (?:up )?(?:the |all (?:of )?the |my |its )?(?:whole|entire|complete)|(?:had to|only by) (?:grow|growing|expand|expanding|resize|resizing|enlarge|enlarging|increase|increasing)\b)|\b(?:at|to|reached|hit|is|was) (?:9[5-9]|100) ?%|<\s?\d{1,2} ?% free/i

const claim = /\b(?:pvcs?|claims?|persistent ?volumes?|pvs?|volumes?|storage[. ]size)\b/i
/** Whose disk it may be instead. */
const ofNode =
  /\b(?:nodes?|host|root|server|machine|VMs?|NAS|SD cards?|longhorn(?:['’]s)? (?:disks?|storage)|images?|\/var)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: volume,
      says: full,
      not: /\b(?:host|root|node'?s disk|log volume|traffic|no space left on device)\b/i,
    },
    // What it was made with does not suffice.
    {
      about: /\b(?:pvcs?|claims?|persistent ?volumes?|pvs?|\d+ ?[GT]i?B)\b/i,
      says: /\b(?:(?:is|was|are|were)(?: not|n['’]t) (?:sufficient|enough|(?:large|big) enough)|(?:is|was|are|were|became|got) (?:far |much |simply |just )?too small)\b/i,
      given: claim,
      not: /\b(?:memory|RAM|swap|CPU|power|bandwidth)\b/i,
    },
    // The disk of a pod is its claim.
    {
      about: /\b(?:pods?|containers?|database|DB|primary)\b/i,
      says: /\b(?:was|is|were|had)(?: not|n['’]t)? (?:not )?(?:enough|any|sufficient) (?:free )?(?:disk )?space(?: left)?\b/i,
      given: claim,
      not: ofNode,
      sentencesBefore: 1,
    },
    // A folder that is looked at from within the pod is its volume, or what it may write at all.
    {
      about: /(?:^|[\s`'"(])\/[\w./-]+/,
      says: /\b(?:is|was|ran|became) (?:completely )?full\b|\bhas no space left\b/i,
      given: /\b(?:inside|in|within|of) (?:the|a|its) (?:[\w-]+ )?(?:pod|container)\b/i,
      not: /\b(?:nodes?|host|root|NAS|SD cards?|images?)\b|\/(?:var|boot|etc)\b/i,
    },
    {
      about: /\b(?:its|their|the pod['’]s|persistent) storage\b/i,
      says: /\b(?:(?:is|was|got|became|ran|runs) (?:completely |nearly )?full|filled up|(?:ran|runs) out)\b/i,
      given: /\b(?:pods?|pvcs?|claims?|containers?|database)\b/i,
      not: ofNode,
    },
    {
      about: volume,
      says: /\b(?:switch(?:es|ed)?|goes|went|turn(?:s|ed)?|flip(?:s|ped)?|becomes?|became|remount(?:s|ed)?) (?:in)?(?:to |as )?(?:r\/o|read-?only)\b/i,
      given: /\b(?:run|ran|running|runs) out of (?:free |disk )?space\b/i,
    },
  ],
}
