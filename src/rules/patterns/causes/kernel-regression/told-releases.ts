import { type LogLine, lines, pastedLines } from '#src/model/line.ts'

/**
 * Lines that name a kernel release, as a person writes them down: beside the word, or with the
 * suffix of a distribution's build.
 */
export const namesRelease = lines(
  [
    'kernel 3.',
    'kernel 4.',
    'kernel 5.',
    'kernel 6.',
    'kernel 7.',
    'Kernel 3.',
    'Kernel 4.',
    'Kernel 5.',
    'Kernel 6.',
    'Kernel 7.',
    'kernel `',
    'Kernel `',
    ' boots',
    ' boot ',
    ' booting',
    'kernel v',
    'kernels',
    'Linux 5.',
    'Linux 6.',
    'Linux 7.',
    'linux-image-',
    '+rpt',
    '-rpi-',
    '-raspi',
    '-v8+',
    '-v7l+',
    '-generic',
    '-pve',
    '-amd64',
    '-arm64',
    '-arch',
    '-lts',
    '-haos',
    '-talos',
    '-rockchip',
    '-current-',
    '.el9',
    '.fc4',
  ],
  // The tag of an image is of one build for one processor: 5.2.0-amd64.
  /^(?!.*\d\.\d+\.\d+-(?:amd64|arm64)\b).*\b[3-7]\.\d{1,2}(?:\.\d{1,3})?\b/,
)

/** One sentence about both: it fails with these, `but not` with that one. */
const butNot =
  /(?:kernels?|linux) v?(?<bad>[3-7]\.\d{1,2}(?:\.\d{1,3})?)\b.{0,40}?\b(?:but|and|aber) (?:not|never|nicht)(?: (?:on|in|with|under|mit|unter))?(?: (?:kernels?|linux))? v?(?<good>[3-7]\.\d{1,2}(?:\.\d{1,3})?)/i

/** The other way round: it works until this one, `but not` with that one. */
const untilBut =
  /\b(?:works?|worked|fine|stable|good|ok)\b.{0,30}\b(?:until|till|up to|through|with|on|under) (?:and including )?(?:the )?(?:kernels?|linux) v?(?<good>[3-7]\.\d{1,2}(?:\.\d{1,3})?)\S*.{0,20}?\bbut (?:not|no longer|never)(?: (?:on|in|with|under|since))?(?: (?:kernels?|linux))? v?(?<bad>[3-7]\.\d{1,2}(?:\.\d{1,3})?)/i

const clauses = /[,;]|\. |\b(?:but|while|whereas|aber|mais|pero)\b/
/** Debian and Ubuntu count their builds behind the release: 6.8.0-49 and 6.8.0-51. */
const fullRelease = /(?<![\d.])[3-7]\.\d{1,2}\.\d{1,3}(?!\d|\.\d)(?:-\d{1,3}\b)?/g
const shortRelease =
  /(?:kernel|linux) v?(?<release>[3-7]\.\d{1,2})(?![\d.]*\d)|(?<![\d.])(?<before>[3-7]\.\d{1,2}) (?:\w+ )?kernels?\b/gi

const notWell =
  /unstable|\bNOK\b|\b(?:not|no longer|never|nicht(?: mehr)?|n't) (?:\w+ )?(?:work|stable|stabil|fine|ok\b|good|boot|läuft)/i
const well =
  /\b(?:stable\b(?!\/)|stabil\b|works?\b|worked|working\b|still boots?\b|boots fine|fine\b|good\b|ok\b|flawless|solid\b|resolved|fixe[sd]\b|cured|unaffected|läuft|funktioniert|fonctionne|funciona|estable|stability)|\b(?:no|without|ohne)\b.{0,20}(?:issue|problem|crash|freeze|hang|error|reset|lock-?up|panic|drop|timeout|fehler)|\bnever (?:did|do|does|had|has|saw|happened|showed)\b|\b(?:have|has|had|did)(?:n't| not) (?:seen?|had|observed?|noticed?|experienced?|encountered?)\b|\b(?:do|does|did|has|have|had)(?:n't| not)\s*[.)]?\s*$|\bhas run\b|\brestores?\b|\b\d+ (?:days?|weeks?|months?)\b.{0,20}\b(?:uptime|without)\b|\bnot (?:present|affected|happen|occur|crash|freeze|hang)|does(?:n't| not) (?:happen|occur|crash|freeze|hang)/i
const ill =
  /free?z|froze|crash|hang|hung|lock(?:s|ed|ing)?[ -]?(?:up|out)|panic|oops|broke|fail|dies\b|dead\b|lost\b|loses\b|invisible\b|undetected\b|drop|stops\b|stopped|appears? (?:with|in|on|since)|regress|friert|stürzt|hängt|verschwindet|bricht\b.*\b(?:ab|weg|zusammen)\b|fällt\b.*\baus\b|plante|cuelga|falla\b|timeout|time[sd]? out|error|\bbug\b|unreachable|disconnect|disappear|vanish|reboots (?:every|itself|on its own)|\b(?:started|began|begins|starts) (?:with|on|in|after|under)\b/i

/**
 * The lines by which somebody compares: one release does well, another one does not. A line may
 * hold both halves. Empty if only one half is there, or both are about the same release.
 */
export function comparesReleases(named: readonly LogLine[]): LogLine[] {
  const exceptOne = named.filter(({ text }) => saysButNot(text))
  if (exceptOne.length > 0) return exceptOne
  const judged = named.flatMap((line) =>
    judgeClauses(line.text.split(clauses)).map((one) => ({ line, ...one })),
  )
  const good = judged.filter(({ verdict }) => verdict === 'well')
  const bad = judged.filter(
    ({ verdict, release }) =>
      verdict === 'ill' && !good.some((one) => mayBeSame(one.release, release)),
  )
  return good.length > 0 && bad.length > 0 ? [...new Set(judged.map(({ line }) => line))] : []
}

/** Who tried them one by one keeps a list: `5.15 no issue`, `6.6: freezes`. */
export const listed = pastedLines(
  [' issue', ' problem', 'works', 'fine', 'good', 'stable', ': ok', ' fail', ' crash'].concat([
    ' error',
    ' hang',
    ' freez',
    'boots',
    ' panic',
    ' broken',
    ' trouble',
  ]),
  /^\s*(?:[-*•]\s+)?(?:kernel |linux )?v?(?<release>[3-7]\.\d{1,2}(?:\.\d{1,3})?)(?:[-+.][\w.+-]*)?\s*(?:[:=–—]|-(?=\s))?\s*(?<said>[^\d\s:=]\D{2,70})$/i,
)

/** The rows of a list in which some releases do well and others do not. */
export function comparesInList(rows: readonly LogLine[]): LogLine[] {
  const verdicts = rows.map(({ groups }) => judge(groups['said'] ?? ''))
  return verdicts.includes('well') && verdicts.includes('ill') ? [...rows] : []
}

/** One may be written without the number of its build. */
function mayBeSame(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`)
}

/** `6.6.51 was next, that still boots`: release and verdict may stand in neighbouring clauses. */
function judgeClauses(all: readonly string[]): { verdict: 'well' | 'ill'; release: string }[] {
  let releases: string[] = []
  let verdict: 'well' | 'ill' | undefined
  return all.flatMap((clause) => {
    const said = judge(clause)
    const named = releasesIn(clause)
    // Both in one clause are a pair of their own, whatever stood before.
    if (said && named.length > 0) {
      releases = []
      verdict = undefined
      return pairs(said, named)
    }
    verdict = said ?? verdict
    if (named.length > 0) releases = named
    if (!verdict || releases.length === 0) return []
    const found = pairs(verdict, releases)
    releases = []
    verdict = undefined
    return found
  })
}

function pairs(verdict: 'well' | 'ill', releases: readonly string[]) {
  return releases.map((release) => ({ verdict, release }))
}

function saysButNot(text: string): boolean {
  const turned = untilBut.exec(text)?.groups
  if (turned && turned['bad'] !== turned['good']) return true
  const { bad, good } = butNot.exec(text)?.groups ?? {}
  return bad !== good && (ill.test(text) || /reproduc|happens?\b|occurs?\b|affect/i.test(text))
}

function judge(clause: string): 'well' | 'ill' | undefined {
  if (notWell.test(clause)) return 'ill'
  if (well.test(clause)) return 'well'
  return ill.test(clause) ? 'ill' : undefined
}

function releasesIn(clause: string): string[] {
  const full = clause.match(fullRelease) ?? []
  const short = [...clause.matchAll(shortRelease)].map(
    ({ groups }) => groups?.['release'] ?? groups?.['before'] ?? '',
  )
  return [...full, ...short]
}

/**
 * Who went back and saw the fault end has made the very test that decides, whatever else is loud.
 * `The older kernel does not work either` says the opposite.
 */
const olderKernel = String.raw`(?:(?:old|older|previous|former|prior|earlier|last|alte[mnr]?|ältere[mnr]?|vorherige[mnr]?) kernels?|kernel anterior|ancien noyau)\b`
export const wentBack = lines(
  // With what stands before it: ` kernel` alone is in every line of the kernel in a journal.
  [
    ...[
      'old',
      'older',
      'previous',
      'former',
      'prior',
      'earlier',
      'last',
      'the',
      'to',
      'oot',
    ].flatMap((word) => [`${word.slice(1)} kernel`, `${word.slice(1)} Kernel`]),
    ...['lte', 'lter', 'lten', 'ltem', 'rige', 'rigen', 'rigem', 'riger', 'ltere', 'lteren'].map(
      (word) => `${word} Kernel`,
    ),
    'kernel anterior',
    'ancien noyau',
    'witched ',
    'witching ',
    'oved to ',
    'oving to ',
    'oot to ',
    'oot into ',
    'ooting ',
    'ooted ',
    'olling ',
    'olled ',
    'everted',
    'everting',
    'back to',
    'back into',
    'back in ',
    'owngrad',
  ],
  new RegExp(
    String.raw`${olderKernel}(?:(?!n't\b|\b(?:not?|never|same|either|also|too|nicht|auch|pas|no)\b).){0,60}?\b(?:works?|worked|fine|stable|solid|unaffected|good|ok|läuft|stabil|funktioniert|fonctionne|marche|funciona|estable)\b|${olderKernel}.{0,40}\b(?:no|without) (?:\w+ )?(?:issue|problem|crash|hang|freeze|lockup|panic|error)|(?:n't|\b(?:not|never)) (?:happen|occur|crash|hang|freeze|panic|appear|reproduce)\w* (?:\w+ ){0,2}(?:with|on|in|under|using) (?:the |an |our |my )?${olderKernel}|(?:revert|roll|switch|boot|went|go|downgrad|mov)(?:ed|ing|ting|s|es|led|ling)? (?:the kernel )?(?:back )?(?:(?:in)?to )?(?:(?:the|an) )?(?:(?:old|older|previous|former|prior|earlier) )?(?:kernel |linux )?(?:(?!\S*\+(?:k3s|rke2r)\d|v?1\.[1-4]\d\.)v?\d+\.\d+\.\d+\S*|(?:\w+ )?kernel\b)(?:(?!n't\b|\. |\b(?:not|nor|never|same|still|persist\w*|again|until|after)\b).){0,80}?\b(?:fine|stable|solid|resolve[sd]?|solve[sd]?|fix(?:es|ed)|gone|helps|helped|cure[sd]|works|no more|no further)\b`,
    'i',
  ),
)

const article = '(?:(?:this|the|that|a|an|last|latest|new|newest) ){0,2}'
const software = '(?:eeprom|bootloader|firmware|kernel)'
/** Somebody who saw it begin with an update, or found the very change that brought it. */
export const beganWith = lines(
  [
    'kernel update',
    'kernel upgrade',
    'kernel release',
    'kernel version',
    'EEPROM ',
    'eeprom',
    'ootloader ',
    'irmware ',
    'isected',
    'isect ',
  ],
  new RegExp(
    [
      String.raw`after ${article}${software} (?:update|upgrade)\b(?:(?![;,]|\. ).){0,60}\bno longer\b`,
      String.raw`since ${article}${software} (?:release|update|upgrade|version)\b(?:(?![;,]|\. ).){0,60}?\b(?:no longer|stop(?:s|ped)|fails?|failed|dies|crash|hang|freez|los[et]|disappear|vanish|drops?|panic|reboots)`,
      String.raw`\b(?:starting (?:with|from)|since|as of|from) (?:the )?(?:\w+ )?(?:pieeprom-|bootloader\b|eeprom\b|firmware\b)(?:(?![?;]).){0,48}?\b(?:cannot|can't|no longer|fails to) (?:boot|start|see|find|mount|detect)`,
      String.raw`bisect\w*.*\b(?:commit|[0-9a-f]{7,}) .*\b(?:net|phy|usb|xhci|mmc|nvme|pci|drm|ext4|nfs\w*|scsi|block|sched|mm|arm64|dts|tcp|wifi|brcmfmac|cgroup|bpf): `,
    ].join('|'),
    'i',
  ),
)
