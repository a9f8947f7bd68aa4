import type { Told } from '../../../told/saying.ts'

/** A release as people write it: 5.15, 6.12.30-v8+, 1.20200902, 2016-02-26. */
const release = String.raw`\bv?(?:\d+\.\d+(?:\.\d+)*(?:[-+.]\w+)*|(?:19|20)\d{2}-\d{1,2}-\d{1,2}|(?:HAOS|Talos|DietPi|Armbian|Fedora|Debian|Ubuntu) v?\d+(?:\.\d+)*)\b(?! ?(?:%|°|x\b|(?:hours?|h|minutes?|min|seconds?|s|days?|weeks?|[KMGT]i?B|[mk]?[VAW]|[MG]Hz|[MG]bit\S*|times)\b))`
/** Releases that nobody counts one by one. */
const laterOnes = String.raw`\b(?:(?:any|every)thing|all|any)(?: (?:releases?|versions?|kernels?))? (?:higher|newer|above|later|after|beyond|past)\b|\b(?:newer|later|higher|latest|current) (?:releases?|versions?|kernels?|firmwares?|images?|builds?)\b`
/** Up to so many characters, none of which turn it round. */
const plainly = (most: number) =>
  String.raw`(?:(?!\b(?:not?|never|without|zero|neither|nor)\b|n['’]t\b).){0,${most}}?`

const well = String.raw`\b(?:work(?:s|ed|ing)?\b(?! (?:around|on))(?: (?:(?:just|perfectly) )?(?:fine|ok|okay|well|great|good|perfectly|flawlessly))?|known[- ]good|stable|stability|fine|ok|okay|rock[- ]solid|perfect(?:ly)?|unaffected)\b`
const noFault = String.raw`\b(?:no|without|zero|never (?:an?y? )?)\W{0,2}(?:\w+ )?(?:issues?|problems?|crash\w*|freez\w*|errors?|hangs?|resets?)\b`
const ill = String.raw`\b(?:free?z(?:e|es|ing)|froze\w*|crash\w*|hang(?:s|ing)?|hung|lock(?:s|ed|ing)? up|unresponsive|panic\w*|reboots|rebooting|errors?|issues?|problems?|fail(?:s|ed|ing|ures?)?|breaks?|broken?|dies|dead|los(?:es|t)|drop(?:s|ped)?|unstable|(?:goes|went) wrong)\b`

const goodOne = new RegExp(
  `${release}${plainly(60)}${well}|${well}${plainly(60)}${release}|${release}.{0,8}${noFault}`,
  'i',
)
const badOne = new RegExp(`(?:${release}|${laterOnes})${plainly(80)}${ill}`, 'i')

/** What comes with the board or the system, or hangs as a whole. */
const ofBoard =
  /\b(?:kernels?|firmware|bootloader|EEPROM|U-?Boot|rpi-update|Linux|Raspbian|Raspi(?:an|OS)|Armbian|DietPi|HAOS|Talos|CoreOS|Flatcar|jessie|stretch|buster|bullseye|bookworm|trixie)\b|\b(?:system|board|Pi|node|host|machine)s? (?:to )?(?:(?:go|goes|going|becomes?|is|gets?|results?) )?(?:in )?(?:unresponsive|freez\w*|hang\w*|hung|crash\w*|lock\w* up)\b/i
/** What is released as often, and is no kernel. */
const otherSoftware =
  /\b(?:k3s|k8s|kubernetes|longhorn|helm|database|postgres\w*|apps?|plugins?|charts?|containers?|docker|add-?ons?|integrations?|nginx|traefik|cilium|calico|theme|firefox|chrom\w+|browser|python|node\.?js)\b/i

/**
 * How people set releases against each other: this one does well, that one does not. Whoever has tried
 * both has made the test that decides.
 */
export const contrasts: NonNullable<Told['sayings']> = [
  { about: goodOne, says: badOne, given: ofBoard, not: otherSoftware, sentencesBefore: 3 },
  { about: badOne, says: goodOne, given: ofBoard, not: otherSoftware, sentencesBefore: 3 },
  {
    about: new RegExp(String.raw`${ill}|\brebooted\b|\bdisconnect\w*`, 'i'),
    says: new RegExp(
      String.raw`\b(?:no|never had|without|(?:did|do|have|had|has)(?:n['’]t| not)(?: had| have| seen| see)?) (?:(?:any|such|these|those|the|this|that|same) ){0,2}(?:issues?|problems?|crash\w*|freez\w*|hangs?|errors?|reboots?|disconnects?|drops?|resets?|it)\b.{0,24}\b(?:on|with|under|using|in)\b.{0,24}(?:\b(?:kernel|firmware|Armbian|Debian|Raspbian|DietPi|Ubuntu|bullseye|buster|bookworm|jessie|stretch)\b|\b(?:previous|older?|former|earlier|last) (?:image|release|version)s?\b)`,
      'i',
    ),
    given: ofBoard,
    not: otherSoftware,
    sentencesBefore: 5,
  },
  {
    about:
      /\b(?:symptoms?|issues?|problems?|crash\w*|freez\w*|hang(?:s|ing)?|lock-?ups?|reboots?|errors?|disconnects?|resets?)\b/i,
    says: /\b(?:since|starting with|as of|beginning with) (?:the )?(?:Linux|kernel|firmware|bootloader|EEPROM) (?:version |release )?v?\d+\.\d+/i,
  },
  {
    about: /\b(?:everything|all|it|this|things?|nodes?|boards?|systems?|Pis?|disks?|network)\b/i,
    says: new RegExp(
      String.raw`\b(?:ok|okay|fine|good|stable|well|work(?:s|ed|ing)?)\b.{0,20}\b(?:until|till|up to|up until) (?:and including )?(?:the )?(?:(?:kernel|firmware|bootloader|Linux) (?:version |release )?v?\d+\.\d+|v?[4-7]\.\d{1,2}\.\d{1,3}\b)`,
      'i',
    ),
    not: otherSoftware,
  },
  {
    about: new RegExp(
      String.raw`\b(?:return\w*|go(?:ing)?|went|switch\w*|roll\w*|downgrad\w*|revert\w*|boot\w*)\b.{0,12}\b(?:back )?(?:in)?to\b.{0,40}(?:${release}|\b(?:older?|previous|former|earlier) )`,
      'i',
    ),
    says: /\b(?:issues?|problems?|errors?|crash\w*|freez\w*|it|everything|all)\b.{0,20}\b(?:disappear\w*|gone|goes away|went away|vanish\w*|works?|fine|stable)\b/i,
    given: ofBoard,
    not: otherSoftware,
    inUse: true,
  },
  {
    about: /\b(?:downgrad\w*|again|back|previous|older?|former|reboot\w*|boot menu|grub|menu)\b/i,
    says: new RegExp(
      String.raw`\b(?:select(?:s|ed|ing)?|cho(?:ose|se|sen)|pick(?:ed)?|boot(?:ed|ing)?)\b(?: back)?(?: in)?(?:to)?(?: the| an?)?(?: (?:old|older|previous|former|earlier))?(?: kernel| entry| version| release)?.{0,4}(?:${release}|\b(?:old|older|previous|former|earlier) (?:kernel|entry|version|release|one)).{0,24}\b(?:everything|all|it|nodes?|network\w*)\b.{0,24}\b(?:starts?|works?|boots?|comes? (?:back|up)|fine|well)\b`,
      'i',
    ),
    given: /\b(?:re-?boot\w*|boot menu|grub|kernel)\b/i,
    not: otherSoftware,
  },
]
