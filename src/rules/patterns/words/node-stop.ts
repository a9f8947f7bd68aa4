import { lines } from '#src/model/line.ts'
import { denied } from './node-kernel.ts'

/** Questions about how a node stopped, that its next start or its surroundings answer. */

/** fs/{ext4/super,btrfs/disk-io,f2fs/super}.c, fs/xfs, e2fsck, drivers/md: file system or array was in use when the node stopped. */
export const replayed = lines([
  'recovery required on readonly',
  'recovery complete',
  'recovering journal',
  'Starting recovery',
  'orphan cleanup on readonly',
  'not clean -- starting background reconstruction',
  'start tree-log replay',
  'recover fsync data',
])

/** systemd-journald found its own file still open. */
export const journalUnclean = lines('uncleanly shut down')

/** The boot partition, and databases that recover when they start. */
export const leftOpen = lines(
  [
    'not properly unmounted',
    'Dirty bit is set',
    'was not properly shut down',
    'system was interrupted',
    'not cleanly unmounted',
  ],
  /not properly unmounted|Dirty bit is set|database system was (?:not properly shut down|interrupted)|not cleanly unmounted/,
)

/** A clock with a battery of its own speaks of that one; and what would be, or did not come, is none. */
const spokenOtherwise = String.raw`\brtc\b|\b(?:if|when|without|would|should|never|whether)\b`

/**
 * What a battery supply, a board controller or an exporter says of the mains: Network UPS Tools
 * (clients/upsmon.c and .h, `upsc`, upsd), apcupsd, ipmitool, OpenBMC, Dell's PSU0003. And notes of
 * a few words, which are no sentence.
 */
export const mains = lines(
  [
    'on battery',
    'Power failure',
    'power failure',
    'ower outage',
    'ower loss',
    'AC lost',
    'Running on UPS',
    'attery exhausted',
    'battery is low',
    'forced shutdown in progress',
    'power-fail shutdown',
    'ups.status: OB',
    'User requested FSD',
    'set FSD on UPS',
    'nput power was lost',
    'power input for power supply',
    'UpsAcInputOutage',
    'lackout',
    'ower went out',
    'ower was out',
    'ower came back',
    'reaker',
    'stromlos',
    'icherung',
    'ver the power',
    'he plug',
    'PoE switch',
    'PoE injector',
    'oupure de courant',
    'anne de courant',
    'orte de luz',
    'tromausfall',
    'power supply went',
    'PoE budget',
    'power budget',
  ],
  new RegExp(
    String.raw`^(?!.*(?:${spokenOtherwise})).*${denied}(?:${[
      String.raw`UPS .*on battery|apcupsd.*[Pp]ower failure|[Pp]ower[- ](?:outage|loss) (?:detected|event)|AC lost|Running on UPS batteries|UPS \S+: forced shutdown in progress|xecuting automatic power-fail shutdown|ups\.status: OB\b|User requested FSD|set FSD on UPS|Input power was lost while the system was powered on|power input for power supply \d+ is lost|UpsAcInputOutage|(?:UPS|battery supply)\b.{0,30}battery (?:is low|exhausted|depleted|empty)|UPS battery (?:exhausted|depleted|empty)`,
      String.raw`\b[Bb]lackout of |Stromausfall|\b(?:house|mains?|garage|kitchen|office|rack|fuse|electrical|RCD|GFCI|MCB)\b.{0,20}\b(?:breaker )?tripped\b|\bbreaker (?:had |has )?tripped\b.{0,60}\b(?:power|rack|boards?|nodes?|Pis?|UPS|house)\b|\bstromlos\b|\bSicherung\w*\b.{0,24}(?:raus|geflogen|gefallen|ausgelöst)|\btripped over the power|\b(?:pulled|pulling) the plug\b|\bPoE (?:switch|injector)\b.{0,24}\b(?:reboot|restart|power-?cycl|died|failed)|[Cc]oupure de courant|[Pp]anne de courant|[Cc]orte de luz|\b[Pp]ower (?:went out|was out|came back)\b|\bpower supply (?:went (?:blank|dark|off|out|dead|down)|failed)|(?:PoE|power) budget (?:was |is )?exceeded`,
    ].join('|')})`,
  ),
)
