import type { Told } from '../../../told/saying.ts'
import { anyDisk, goesAway, usbDisk, words } from '../../../told/things.ts'

const usb =
  /\bUSB|\blsusb\b|\bUAS\b|\benclosures?\b|\bJMicron|\bASMedia|\bexternal\b|\bhub\b|\bSATA (?:HAT|shield|adapter)/i
const elsewhere =
  /\b(?:keyboard|mouse|webcam|camera|dongle|zigbee|z-?wave|printer|bluetooth|wi-?fi|wlan|ethernet|serial|arduino|iscsi|longhorn)\b/i

/** How people tell of a disk that its USB link loses. */
export const sentences: Told = {
  sayings: [
    {
      about: words(usbDisk),
      says: words(
        goesAway,
        String.raw`\b(?:resets?|resetting|hangs?|freezes?|stalls?|I\/O errors?|uas errors?|(?:random|frequent|constant) (?:errors|resets)|never boots|won['’]t boot|(?:does|did|do)(?:n['’]t| not) (?:boot|work|mount)|fails? (?:to (?:boot|mount)|with)|re-?appears? as|reassigned|comes? back as|offline)\b`,
      ),
      not: elsewhere,
      unless: /\bunder-?volt\w* (?:detected|warning)/i,
    },
    {
      about: words(anyDisk),
      says: words(
        goesAway,
        String.raw`\b(?:reconnects?|(?:put|set|go|goes|went|fall|falls|fell|drop|drops|dropped) (?:in)?to (?:an? |the )?\W?(?:FAILED|FAULTED|DISCONNECTED|OFFLINE|UNAVAIL|REMOVED)\W?|(?:are|is|were|was) \W?(?:FAULTED|UNAVAIL|REMOVED)\W?|re-?appears? as|reassigned|comes? back as|fails? to mount|(?:can['’]t|cannot) mount)\b`,
      ),
      given: usb,
      not: elsewhere,
      unless: /\b(?:Longhorn|PVC|iSCSI|NFS|PCIe)\b|\bunder-?volt\w* (?:detected|warning)/i,
    },
    {
      about: /\/dev\/sd[a-z]|\bsd[a-z]\b/,
      says: /\b(?:reassigned|re-?appears?|reconnects|comes? back|came back|changed|jump(?:s|ed))\b.{0,40}\bsd[b-z]\b/i,
      unless: /\b(?:Longhorn|iSCSI|PVC)\b/i,
    },
    {
      about: /\b(?:lsusb|lsblk|fdisk|blkid)\b/,
      says: /\b(?:no longer|(?:does|did|do)(?:n['’]t| not)(?: even)?|never|stops?|stopped) (?:list|show|see|find|print)\w*\b.{0,30}\b(?:SSD|HDD|disks?|drives?|bridge|enclosure|it)\b/i,
      given: usb,
      not: elsewhere,
    },
    {
      about: /\bUAS\b|\buas\b/,
      says: /\b(?:errors?|abort\w*|resets?|fail\w*|problem\w*|quirk\w*|crash\w*|bad|broken|incompatib\w*|I\/O)\b/i,
      not: /\bnot? (?:an? )?(?:issue|problem)|\bruled out\b/i,
    },
    {
      about: /\bUSB[- ]?(?:3(?:\.\d)?|3\.0 port|SuperSpeed)\b/i,
      says: /\b(?:never boots|won['’]t boot|(?:does|did|do)(?:n['’]t| not) (?:boot|work|get|mount|show)|fails?|slow|unstable|errors?|disconnects?)\b/i,
      given: words(anyDisk),
    },
    {
      about: /\bUSB\b/,
      says: /\bUSB (?:disconnect(?:s|ed|ion|ions)?|(?:link |bus )?resets?|drop(?:s|outs?)|transport (?:error|fail\w*))\b/,
      given: words(anyDisk, String.raw`\bzpools?\b|\bZFS\b`),
      not: elsewhere,
      unless: /\bunder-?volt\w* (?:detected|warning)/i,
    },
  ],
  cures: [
    {
      part: /\b(?:UAS\b|usb-storage\.quirks|quirks?\b|enclosure|(?:USB|SATA)[- ](?:to[- ])?(?:SATA|USB)? ?(?:adapter|cable|bridge)|powered (?:USB )?hub|USB (?:hub|cable)|USB ?2(?:\.0)?\b|JMicron|ASMedia)/i,
    },
  ],
}
