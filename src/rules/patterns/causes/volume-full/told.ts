import type { Told } from '../../../told/saying.ts'

const volume =
  /\b(?:volumes?|pvcs?|persistent ?volumes?(?: ?claims?)?|claims?|pg_?wal|wal (?:files?|directory|disk)?|pg_?data|data (?:directory|volume|disk)|binlogs?|binary logs?|write-?ahead[- ]?logs?)\b/i
const full =
  /\b(?:fill(?:ed|s|ing)? up|fill(?:ed|s) (?:the|its|my|a)|(?:is|was|were|got|became|ran|completely|nearly) full|(?:ist|war|lief|l[äa]uft) voll|run full|filled (?:up )?with (?:binary |old )?(?:logs|binlogs|WALs?|WAL files|segments|dumps|backups|snapshots)\b|consum(?:es|ed|ing) all (?:of )?(?:the |its |my |our )?(?:available |free )?(?:disk )?space|low (?:on )?disk[- ]space|only (?:has |had )?\d+ ?(?:[KM]i?B|bytes) (?:free|left)|disk-full (?:failures?|errors?|events?)|(?:run|ran|running|runs) out of (?:free |disk )?space|out[- ]of[- ](?:disk[- ])?space|(?:a|the) full (?:disk|volume|claim|pvc)|no (?:free |disk )?space(?: left)?\b|(?:eat(?:en|s|ing)?|ate|used) (?:up )?(?:the |all (?:of )?the |my |its )?(?:whole|entire|complete)|(?:had to|only by) (?:grow|growing|expand|expanding|resize|resizing|enlarge|enlarging|increase|increasing)\b)|\b(?:at|to|reached|hit|is|was) (?:9[5-9]|100) ?%|<\s?\d{1,2} ?% free/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: volume,
      says: full,
      not: /\b(?:host|root|node'?s disk|log volume|traffic|no space left on device)\b/i,
    },
    {
      about: volume,
      says: /\b(?:switch(?:es|ed)?|goes|went|turn(?:s|ed)?|flip(?:s|ped)?|becomes?|became|remount(?:s|ed)?) (?:in)?(?:to |as )?(?:r\/o|read-?only)\b/i,
      given: /\b(?:run|ran|running|runs) out of (?:free |disk )?space\b/i,
    },
  ],
}
