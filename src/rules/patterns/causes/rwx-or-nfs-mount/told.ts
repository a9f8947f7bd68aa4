import type { Told } from '../../../told/saying.ts'

const share =
  /\b(?:nfs\w*|rwx|read-?write-?many|share-?manager|shared volume|samba|cifs|smb\d?|(?:synology|qnap|truenas|nas|network)(?:['’]s)? (?:shares?|exports?|mounts?|volumes?|folders?)|(?:shares?|exports?) (?:is|are) exported)\b/i
const stuck =
  /\b(?:half-?fail(?:s|ed)|fail(?:s|ed|ing)? to (?:be )?mount\w*|mounts? (?:fail\w*|hang\w*|hung|got stuck|is stuck|went stale|time[sd]? out|half)|mount\b.{0,60}\bhalf-fails|(?:can(?:not|'t)|could(?: not|n't)|unable to|won't|will not|does(?: not|n't)) (?:be )?(?:re-?)?mount\w*|stale(?: file)? handle|(?:went|gone|became|is|was|got) stale|(?:hang|hung|hangs|hanging|hängt)|not responding|stopped responding|(?:server|nas|export|share) (?:is |was |went )?(?:down|gone|offline|unreachable|unavailable|off)|nfs-common (?:was|is)(?: not|n't) installed|without nfs-common|(?:drops?|dropped|dropping) out|(?:is|are|was|were|gets?|got|always) (?:permission |access )?denied|access (?:is |was )?denied|permission denied|belongs? to nobody|owned by nobody|nobody:no(?:body|group)|(?:shows?|sees?|saw) (?:only )?an empty (?:folder|directory))\b/i

const helper = /\b(?:nfs-(?:common|utils|client)|cifs-utils)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: share,
      says: stuck,
    },
    {
      about: /\b(?:nfs|smb|cifs|samba)\b/i,
      says: /\b(?:stuck|hung|hanging|stale|dead|broken) (?:nfs|smb|cifs|samba)(?:v?[34])? (?:mounts?|shares?|volumes?|clients?|handles?)\b/i,
      // The words hold the thing itself.
      within: 0,
    },
    {
      about: /\b(?:nfs\w*|exports?|exported|shares?)\b/i,
      says: /(?<!no_)\b(?:root|all)_?squash\b/i,
      given: /\b(?:denied|not permitted|refused|cannot|can['’]t|fail(?:s|ed|ing)?)\b/i,
    },
    // Locks of a share need a daemon of their own on both sides.
    {
      about:
        /\b(?:databases?|mongo\w*|mysql|mariadb|postgres\w*|sqlite|files?|programs?|pods?|locks?|locking)\b/i,
      says: /\b(?:no longer able to lock|unable to lock|(?:can(?:not|['’]t)|could(?: not|n['’]t)) (?:be )?lock(?:ed)?|no locks? (?:being |are |were )?available|(?:fail|hang|hung)\w*)\b/i,
      given: /\b(?:nfs\w*|cifs|smb\d?)\b/i,
      not: /^(?!.*\block(?:s|ed|ing)?\b)|\bdeadlock/i,
    },
    {
      about: /\b(?:process(?:es)?|workers?|threads?|pods?|containers?)\b/i,
      says: /\b(?:D[- ]state|state ["'“]?D\b|uninterrupt[ai]ble|disk[- ]wait|D\+)/i,
      given: /\b(?:nfs\w*|cifs|smb\d?|nas)\b/i,
    },
    {
      about: /\bmounts?\b/i,
      says: /\b(?:disappear(?:s|ed)|vanish(?:es|ed)|(?:is|was|were|went) (?:gone|lost|missing|not mounted)|fell off|dropped)\b/i,
      given: /\b(?:nfs\w*|cifs|smb\d?|nas)\b/i,
    },
    {
      about: /\bexports?\b/i,
      says: /\b(?:did|does|do)(?:n['’]t| not) (?:list|include|contain|name|allow)\b/i,
    },
    {
      about: helper,
      says: /\b(?:forgot(?:ten)? to install|missing|(?:is|was|were)(?:n['’]t| not) (?:there|installed))\b/i,
    },
    // What asks each mount waits for the one that does not answer.
    {
      about: /\b(?:df|ls|lsof|umount)\b/,
      says: /\b(?:hangs?|hung|blocks|freezes|never returns?)\b/i,
      given: /\b(?:nfs|nas|smb|cifs|shares?|exports?)\b/i,
    },
  ],
  cures: [{ part: helper }],
}
