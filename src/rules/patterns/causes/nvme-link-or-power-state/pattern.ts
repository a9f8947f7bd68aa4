import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { countOf, kindsOf } from '../../words/node-kernel.ts'
import { sentences } from './told.ts'

/** All bits set: nothing answers on the bus any more. drivers/nvme/host/pci.c, nvme_warn_reset(). */
const gone = lines(
  ['CSTS=0xffffffff', 'faulty power saving mode', 'default_ps_max_latency_us=0'],
  // The option in a list of boot parameters is somebody's cure, not the kernel's advice.
  /CSTS=0xffffffff|faulty power saving mode|Try "nvme_core\.default_ps/,
)

/** The drive did not wake, the link fell, or the bootloader of the Pi finds no drive. */
const link = lines(
  [
    'change power state from D3',
    'device inaccessible',
    'Link Down',
    "open device: 'nvme'",
    'PCIe timeout: 0',
    'nvme: error ',
    'DPC: containment event',
    'Card not present',
    'from lspci',
    'PCIe bus',
    'PCI bus',
    ' giving up',
    'severity=Uncorrect',
    // block/genhd.c, as the driver lets go of a drive that is gone.
    'detected capacity change from',
  ],
  /\bnvme\d+n\d+: detected capacity change from [1-9]\d* to 0\b|\bnvme \S+: (?:not ready \d+ms after .*giving up|(?:AER: )?PCIe Bus Error: severity=Uncorrect)|DPC: containment event|pciehp: Slot\(\S+\): Card not present|Failed to open device: 'nvme'|PCIe timeout: 0[xX]|\bnvme: error \d|(?:nvme|pcieport).*(?:change power state from D3|device inaccessible)|pcie.*Surprise Link Down|pciehp.*Link Down|\bNVMe\b.{0,24}\b(?:vanish|disappear|dropp|fell|gone|drops)\w*.{0,16}(?:from lspci|(?:from|off) the PCI\w* bus)/,
)
/**
 * Every Pi 5 without a drive says so at its start, and other boards in the words of their
 * controllers (drivers/pci/controller, Rockchip's own): it counts only where a drive is expected.
 */
const noLink = lines(
  [
    'link down',
    'link never came up',
    'PCIe Link Fail',
    'ailed to initialize host',
    'PCIe link training',
  ],
  /brcm-pcie.*link down|pcie.*(?:[Pp]hy link never came up|PCIe Link Fail|[Ff]ailed to initialize host|PCIe link training gen\d timeout)/,
)
const expected = lines(
  ['/dev/nvme', 'root=/dev/nvme', 'nvme0', 'NVMe', 'nvme drive', 'nvme ssd', 'nvme disk'],
  /Waiting for root device \/dev\/nvme|root=\/dev\/nvme|(?:no|not|missing|gone|lost|cannot|unable|fail(?:s|ed)?).*\bnvme|\bnvme.*(?:not (?:found|listed|detected|illuminate\w*|shown?)|missing|gone|failed|does(?:n't| not) (?:appear|show|illuminate))/i,
)

/** The controller answers, but is stuck: its own firmware, or what was left of the link. */
const stuck = lines(
  [
    'controller is down',
    'evice not ready; aborting',
    'after reset failure',
    'after probe failure',
    'detected, reset controller',
    // So does smartctl, where the drive does not answer; its other reasons are of programs.
    'dentify Controller failed',
    // A status of the path, not of the cells: what was under way when the controller was reset.
    '(sct 0x3 / sc 0x7',
    'due to persistent internal error',
  ],
  /nvme.*(?:controller is down; will reset|[Dd]evice not ready; aborting|(?:Disabling|Removing).*after (?:reset|probe) failure|(?:frozen|permanent failure) (?:state )?error detected|I\/O Error \(sct 0x3 \/ sc 0x7|due to persistent internal error|[Ii]dentify Controller failed(?!: (?:scsi|NVMe Status|IOCTL)))|Read NVMe Identify Controller failed: NVME_IOCTL_ADMIN_CMD: (?:Input\/output error|No such device)|Removing after probe failure/,
)

const timeouts = lines(
  'timeout, ',
  /nvme.*(?:I\/O|Cmd|tag|QID).*timeout, (?:aborting|reset controller|disable controller|completion polled)/,
)

const busErrors = lines(
  ['PCIe Bus Error', 'AER: '],
  /(?:nvme|pcieport|brcm-pcie).*(?:PCIe Bus Error: severity=|AER: (?:Multiple )?(?:Correct(?:ed|able)|Uncorrect(?:ed|able)))/,
)

const readsFail = lines(
  'I/O error',
  /I\/O error.*\bnvme\d|\bnvme\d.*I\/O error|\(nvme\d.*I\/O error/,
)

/** The drive itself says that it cannot read or write a place. */
const mediaErrors = lines(
  [
    'critical medium error',
    'Unrecovered Read Error',
    'Write Fault',
    'edia and Data Integrity Errors',
    'media_errors',
    'volatile memory backup',
  ],
  /critical medium error, dev nvme|nvme.*(?:Unrecovered Read Error|Write Fault)|(?:Media and Data Integrity Errors:|media_errors\s*:)\s*[1-9]/,
)

export default definePattern({
  id: 'nvme-link-or-power-state',
  title: 'The NVMe drive vanishes from the PCIe bus',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: { noLink, expected, gone, link, stuck, timeouts, busErrors, readsFail, mediaErrors },
  explains: {
    onSameNode: [
      'disk-media-failing',
      'filesystem-corruption',
      'root-filesystem-read-only',
      'slow-datastore-disk',
      'datastore-corrupt-or-full',
      'kernel-crash-or-lockup',
      'k3s-restarting',
      'node-silent',
    ],
    anywhere: [
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'apiserver-overload-tls-timeouts',
    ],
  },
  rivals: [
    {
      cause: 'disk-media-failing',
      tell: '`critical medium error` or media errors in `nvme smart-log`, while the controller keeps answering.',
    },
    {
      cause: 'under-voltage',
      tell: '`Undervoltage detected!` before the drive is gone: cure the supply first.',
    },
    {
      cause: 'thermal-throttling',
      tell: 'The drive reports a temperature above its limit and is slow, but stays.',
    },
  ],
  remedy: 'settle-nvme-link',
  docs: {
    meaning:
      'The drive stopped answering on PCIe. Most often it does not wake from a deep power-saving state, or the link runs faster than board, cable and adapter can bear (PCIe Gen 3 on a Pi 5 is not certified). The cells may be healthy.',
    impact:
      'Everything on the drive fails at once: root file system, datastore, replicas. Often only a power cycle brings the drive back.',
    diagnosis:
      'On {node}: `journalctl -k -b -1 | grep -i nvme`, `grep -E "pciex1|nvme" /boot/firmware/config.txt`, `cat /proc/cmdline`, and, once it is back, `nvme smart-log /dev/nvme0` for media errors.',
    mitigation:
      'Remove `dtparam=pciex1_gen=3` from config.txt. Add `nvme_core.default_ps_max_latency_us=0 pcie_aspm=off` to the single line of cmdline.txt. Reseat the flat cable, check the supply, look for firmware of the drive.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/pci/pcie/aer.c',
      'https://github.com/torvalds/linux/blob/master/drivers/nvme/host/pci.c',
      'https://github.com/raspberrypi/linux/issues/6661',
      'https://github.com/raspberrypi/rpi-eeprom/issues/531',
      'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#pcie-gen-3-0',
    ],
  },

  match(evidence) {
    const { gone, stuck, timeouts, busErrors, readsFail } = evidence
    const link = lostLink(evidence)
    const all = [...gone, ...link, ...stuck, ...timeouts, ...busErrors, ...readsFail]
    if (gone.length > 0) return match('confirmed', all)
    // A controller that reports bad places answers: its cells are at fault, not the link.
    if (evidence.mediaErrors.length > 0) return noMatch
    const against = { against: ['no medium error is seen'] }
    if (stuck.length > 0)
      return match(
        kindsOf(link, stuck, timeouts, busErrors) > 1 ? 'confirmed' : 'suspected',
        all,
        against,
      )
    const late = countOf(timeouts)
    if (link.length > 0 || late > 1 || kindsOf(timeouts, readsFail) === 2)
      return match('suspected', all, against)
    return late + countOf(busErrors) > 0 ? cameBack : noMatch
  },
})

interface Links {
  readonly link: readonly LogLine[]
  readonly noLink: readonly LogLine[]
  readonly expected: readonly LogLine[]
}

function lostLink({ link, noLink, expected }: Links): readonly LogLine[] {
  return expected.length > 0 ? [...link, ...noLink] : link
}

const cameBack = unknown('the NVMe drive answered late or with bus errors, but came back', {
  next: 'nvme smart-log /dev/nvme0; journalctl -k --since -1d | grep -iE "nvme|pcie"',
})
