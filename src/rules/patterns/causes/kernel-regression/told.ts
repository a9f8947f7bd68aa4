import type { Told } from '../../../told/saying.ts'
import { kernel } from '../../../told/things.ts'
import { contrasts } from './told-contrast.ts'

const update = String.raw`(?:(?:apt|apt-get|dist|full|kernel|firmware|eeprom|bootloader|system|os|image|raspbian|rpi|dietpi|haos|armbian)[- ]?(?:get )?(?:full-|dist-)?(?:upgrad\w+|updat\w+)|(?:upgrad|updat)(?:e|ed|es|ing)\b(?!.{0,24}\b(?:chart|helm|image tag|k3s|kubernetes|longhorn)\b)|rpi-update|rpi-udapte|linux-image\S*|(?:new|newer|latest|recent) (?:kernel|firmware|bootloader|eeprom|image)|Kernel-?Update)`
const breaks = String.raw`(?:(?:no longer|not|never|n['’]t|refus\w+ to|fail\w* to|unable to|can(?:no|['’])t) (?:be )?(?:\w+ )?(?:boot(?!strap)\w*|start\w*|come up|access\w*|work\w*|detect\w*|recogni[sz]e\w*|reach\w*)|(?:only|just) (?:the |to the |a )?(?:rainbow|blank|black)|no (?:system[- ]?)?response\b|invisible\b|undetected\b|rainbow|screen blank|blank screen|kernel panic|panic\b|stopped (?:working|booting)|\blos(?:es|t|ing) (?:(?:its|the|their|all|my) ){1,2}(?:network\w*|connection|link|disks?|SSDs?|NVMe|USB|Wi-?Fi|ethernet)\b|broke\b|broken\b|unbootable|bricked|boot loops?)`

const unwell = String.raw`\b(?:freez\w*|froze|crash(?:es|ed|ing)?|hangs?|hung|lock(?:s|ed)? up|random(?:ly)? reboot\w*|load average|link flapping|flaps)\b`
/** What comes with the board or the system, where a number alone says too little. */
const ofSystem =
  /\b(?:kernels?|firmware|bootloader|EEPROM|U-?Boot|UEFI|EDK2|BL[12]|on serial|call (?:stack|trace)s?|task blocked|(?:OS|Linux|Talos|Flatcar|CoreOS|Ubuntu|Debian|Fedora|Armbian|DietPi|HAOS|GL|image|BSP) (?:\w+ )?(?:release|version|update|upgrade|build|compilation|v?\d+\.\d+))\b/i
/** What is updated all day, and is no kernel. */
const programs =
  /\b(?:k3s\d?|rke2(?:r\d)?|control[- ]plane|kubernetes|longhorn|helm|database|app|apps|plugin|chart|container|docker|add-?on|integration|core \d|nginx|theme|firefox|chrom\w+|browser)\b/i

/** How people tell that a new kernel or firmware brought the fault. */
export const sentences: Told = {
  cures: [
    {
      part: new RegExp(
        String.raw`\b(?:downgrad\w+|roll(?:ed|ing) back|revert(?:ed|ing)|went back)\b.{0,60}(?:${kernel}|\b(?:HAOS|OS) \d|\b[4-7]\.\d+\.\d+|\b(?=[a-f]*\d)[0-9a-f]{8,40}\b)`,
        'i',
      ),
      not: programs,
    },
    // Another one than before, which one did not say: `I installed kernel 6.6.33, and no crash since`.
    {
      part: new RegExp(
        String.raw`${kernel}\W{1,3}(?:(?:version|release|back|to|at|on) ){0,2}v?\d+\.\d+`,
        'i',
      ),
    },
  ],
  sayings: [
    ...contrasts,
    {
      about: new RegExp(
        String.raw`\b(?:after|since|following|nach|seit)\b.{0,60}?\b${update}`,
        'i',
      ),
      says: new RegExp(unwell, 'i'),
      given: /\b(?:Pis?\d?|raspis?|Raspberry|RPi\d?|HAOS|firmware|kernel|board)\b/i,
      not: programs,
      sentencesBefore: 1,
    },
    {
      about:
        /\b(?:after|since|following|with|on) (?:the )?(?:\w+ )?(?:updates?|upgrades?|release)\b|\b\d+\.\d+\.\d+ release\b|\brelease \d+\.\d+/i,
      says: /\b(?:stall(?:s|ed|ing)?|unresponsive|freez\w*|hang(?:s|ing)?|hung|lock(?:s|ed)? up)\b/i,
      given: ofSystem,
      not: programs,
      within: 320,
    },
    {
      about:
        /\b(?:stall(?:s|ed|ing)?|unresponsive|freez\w*|hang(?:s|ing)?|hung|lock(?:s|ed)? up)\b/i,
      says: /\bon the (?:\w+ )?\d+\.\d+(?:\.\d+)? release\b|\bon the reboot after the (?:\w+ )?(?:update|upgrade)\b/i,
      given: ofSystem,
      not: programs,
    },
    {
      about: /\b(?:compilation|kernel|BSP|kernel branch)s?\b/i,
      says: /\b(?:legacy|old(?:er)?|previous|vendor|stock)\b.{0,20}\b(?:compilation|kernel|BSP|branch)s?\b.{0,40}\b(?:is(?:n['’]t| not) happening|does(?:n['’]t| not) (?:happen|occur|appear)|(?:is |are )?not (?:present|there)|never happens?|is gone)/i,
    },
    {
      about: /\b(?:the |very )same\b/i,
      says: /\bsame (?:[\w-]+ ){1,4}?(?:runs?|works?|worked|boots?|booted|ran)\b.{0,20}\b(?:with|on|under|using) (?:an? |the )?(?:older |old |previous |vendor )?kernel\b/i,
    },
    {
      about:
        /\b(?:nodes?|hosts?|machines?|boards?|servers?|VMs?|Pis?|images?|releases?|builds?|compilation|kernels?)\b/i,
      says: /\b(?:with|on|using|running|under)\b.{0,40}\b\d+\.\d+(?:\.\d+)?\b.{0,80}\b(?:do(?:es)?|did|have|has)(?:n['’]t| not) (?:exhibit|show|have|suffer|see|seen|had|experience|shown)\b/i,
      given: ofSystem,
      not: programs,
    },
    {
      about: /\bv\d+\.\d+(?:\.\d+)?\b/i,
      says: /\b(?:downgrad\w+|roll(?:ed|ing) back|revert(?:ed|ing)|went back|going back)\b.{0,40}\b(?:fix(?:ed|es)|solved|resolved|works?|worked|stable|helped)\b/i,
      given: ofSystem,
      not: programs,
    },
    {
      about: new RegExp(
        String.raw`\b(?:after|since|following|when|as I|latest|with|nach|seit|depuis|desde)\b.{0,60}?\b${update}|\b${update}.{0,60}\b(?:then|and then|afterwards|after|reboot)`,
        'i',
      ),
      says: new RegExp(breaks, 'i'),
      not: programs,
      sentencesBefore: 0,
    },
    {
      about: new RegExp(
        String.raw`\b(?:upgrad|updat)(?:e|ed|es|ing)\b.{0,40}(?:${kernel})|(?:${kernel}).{0,12}\b(?:upgrade|update)\b`,
        'i',
      ),
      says: new RegExp(
        String.raw`\b(?:made|makes|making|caus(?:es|ed|ing)|brought|brings|introduc(?:es|ed)|results? in|resulted in|led to|leads to|trigger(?:s|ed))\b.{0,60}(?:${unwell}|${breaks}|\block(?:s|ed)? ?(?:up|ups)?\b|\b(?:errors?|drops?|dropouts?|resets?|disconnects?|timeouts?|oops|trouble|problems?|issues?)\b)`,
        'i',
      ),
      not: programs,
    },
    {
      about: new RegExp(
        String.raw`\b(?:I|we|just|have|sudo|run|ran|did|Updated|Upgraded)\b.{0,60}?\b${update}|^\W*(?:Updated|Upgraded) (?:with|to|from|the)\b`,
        'i',
      ),
      says: new RegExp(breaks, 'i'),
      sentencesBefore: 3,
      not: programs,
    },
    {
      about: new RegExp(
        String.raw`${kernel}|\b(?:image|release|version|HAOS|OS)\b|\b\d+\.\d+(?:\.\d+)?\b`,
        'i',
      ),
      says: /\b(?:downgrad\w+|roll(?:ed|ing) back|revert(?:ed|ing)|went back|going back|back to|restor(?:ed|ing))\b.{0,80}\b(?:fix\w*|solv\w*|resolv\w*|gone|works?|worked|stable|fine|boots?|helped|able)\b|\b(?:fix\w*|solv\w*|gone|works?|worked|stable|fine|boots?|helped|able to restore)\b.{0,60}\b(?:downgrad\w+|roll(?:ed|ing) back|revert\w*|going back)\b|\bable to restore\b.{0,80}\b\d+\.\d+\.\d+/i,
      not: /\b(?:did(?:n['’]t| not) help|still|same|k3s\d?|rke2(?:r\d)?|control[- ]plane|kubernetes|longhorn|helm)\b/i,
    },
    {
      about: /\b(?:expedited|rcu|stalls?|freez\w+|hangs?|crash\w*)\b/i,
      says: /\b(?:only|since) (?:on|with|in)?\b.{0,20}\bkernel \d/i,
    },
  ],
}
