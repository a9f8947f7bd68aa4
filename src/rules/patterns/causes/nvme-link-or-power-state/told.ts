import type { Told } from '../../../told/saying.ts'
import { goesAway, nvme, words } from '../../../told/things.ts'

/** An NVMe drive in a USB case is a USB disk. */
const behindUsb = /\bUSB\b|\benclosure\b|\bRTL9210|\bJMS583/i

/** How people tell of an NVMe drive that its PCIe link or its sleep takes away. */
export const sentences: Told = {
  sayings: [
    {
      about: words(nvme),
      says: words(
        goesAway,
        String.raw`\b(?:(?:refus|reject)\w+ \W{0,2}(?:all|every|any)\W{0,2} ?(?:I\/O|command|request|read|write)|I\/O errors?|resets?|time(?:s|d)?[- ]?outs?|0 bytes|offline|link (?:is )?down|won['’]t (?:boot|show|come up)|(?:does|did|is)(?:n['’]t| not) (?:show|boot|detect|appear|come|illuminate|recogni[sz]e)\w*|power cycle)\b`,
      ),
      not: /\b(?:NVMe-?oF|over TCP|booted? from NVMe (?:works|fine))\b/i,
      unless: behindUsb,
    },
    {
      about: words(nvme),
      says: /\b(?:freez(?:es?|ing)|froze|hang(?:s|ing)?|hung|lock(?:s|ed)? up|stall(?:s|ed)?)\b/i,
      named: true,
      not: /\b(?:replaced|swapped|instead of)\b/i,
      unless: behindUsb,
    },
    {
      about: /\b(?:SSDs?|drives?|disks?|RAID)\b/i,
      says: words(goesAway),
      given:
        /\bNVMe\b.*\b(?:HAT|PCIe|M\.2|Pi ?5|CM4|CM5|base|shield)\b|\b(?:HAT|PCIe|M\.2|Pi ?5|base|shield)\b.*\bNVMe\b/i,
      unless: behindUsb,
    },
    {
      about: words(nvme),
      says: /\b(?:freez(?:es|ing)?|froze|hangs?|hung|locks? up|crash(?:es|ed)?|becomes? unresponsive)\b/i,
      inUse: true,
      unless: behindUsb,
    },
    {
      about: /\b(?:PCIe|pcie|lspci)\b/,
      says: /\b(?:link (?:is |stays )?down|fell off the bus|returns? (?:an )?empty|no devices|(?:not|never) (?:train|come up|detect)\w*|surprise|device inaccessible|D3(?:hot|cold))\b/i,
      given: words(nvme, String.raw`\b(?:SSDs?|drives?|M\.2|HATs?)\b`),
      unless: /\bGPU\b/,
    },
    {
      about: /\blink training\b|\bPCIe (?:link|bus|port|lane)\b/i,
      says: /\b(?:fail(?:s|ed|ing)?|never (?:completes|trains|comes up)|(?:stays|remains|is|goes|went) down|drops?|retrains?|lost|unstable)\b/i,
      given: words(nvme, String.raw`\b(?:SSDs?|drives?)\b`),
      unless: /\bGPU\b|\b(?:network|ethernet) card\b|\bNIC\b/,
    },
    {
      about: /\b(?:SSD|NVMe|M\.2)(?: drive)?(?:['’]s)? controller\b/i,
      says: /\b(?:fails?|failed|dies|died|crash(?:es|ed)?|hangs?|hung|stops? (?:answering|responding)|goes? down|went down|resets?)\b/i,
      unless: behindUsb,
    },
  ],
  cures: [
    {
      part: /\b(?:ASPM|pcie_aspm|APST|default_ps_max_latency_us|pcie_port_pm|(?:ribbon|flat|FFC|FPC) cable|pciex1_gen|gen ?[123]\b|(?:NVMe|M\.2) (?:HAT|base|adapter|drive|SSD)|HMB)/i,
      not: behindUsb,
    },
  ],
}
