import type { Origin } from '#src/model/facts/define.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import { because, match, type PatternOutcome, type Reason, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { statedLines } from '../../../told/stated-lines.ts'
import { kernelDefects } from '../../../versions/defects/kernel.ts'
import { hungTaskWords, kernelDied } from '../../words/node-kernel.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'
import {
  beganWith,
  comparesInList,
  comparesReleases,
  listed,
  namesRelease,
  wentBack,
} from './told-releases.ts'

/** Where a log names the kernel: its first line, a trace, or `uname -a`. */
const release = lines(
  ['ainted', 'Linux version ', 'SMP PREEMPT', 'SMP '],
  /(?:ainted(?:: [A-Z ]+)?\s+|Linux version |Linux \S+ )(?<release>\d+\.\d+\.\d[^\s,]*)/,
)
/** A release candidate, or sources that were changed by hand. */
const development = lines(
  [...Array.from({ length: 9 }, (_, index) => `-rc${index + 1}`), '-dirty', '-next-20'],
  /\b\d+\.\d+(?:\.\d+)?-(?:rc\d+\S*|\S*-dirty|next-20\d{6})/,
)

/** Of a share of Longhorn, whose path is the volume's name: any other server may not offer the version. */
const nfsProtocol = lines(
  'rotocol not supported',
  /(?:mount\.nfs|nfs.*[Pp]rotocol not supported).*:\/pvc-|:\/pvc-.*nfs.*[Pp]rotocol not supported/,
)
const linkDown = lines('ink is Down', /(?:macb|eth\d).*Link is Down/)
const usbDiskMissing = lines(['device descriptor read', 'unable to enumerate USB device'])
/** Every message of the table, in one question. */
const ofTable = lines([...new Set(kernelDefects.flatMap(({ literals }) => literals))])

/** kernel/irq/spurious.c: nobody answers an interrupt, so it is switched off with its device. */
const deadInterrupt = lines(['nobody cared', 'Disabling IRQ #'])
/**
 * drivers/firmware/raspberrypi.c: the firmware does not answer the kernel. A request with an error
 * as its answer is only one that this firmware does not know.
 */
const firmwareCalls = lines(
  ['Firmware transaction ', 'Failed to get throttled', 'Failed to set power'],
  /Firmware transaction (?:0x[0-9a-f]+ )?timeout|Failed to get throttled \(-/,
)

/** Somebody who tried says which version works. */
const told = lines(
  [
    'egression',
    'owngrad',
    'rpi-update',
    'everted',
    'everting',
    'orks with',
    'orks on',
    'orks fine',
    'orked with',
    'orked on',
    'old kernel',
    'older kernel',
    'revious kernel',
    'isect',
    'witching back',
    'witched back',
    'ooting back',
    'ooted back',
    'oing back',
    'olling back',
    'olled back',
    'kernel from',
    'pgrade from ',
    'pdate from ',
    'older bootloader',
    'previous bootloader',
    'older firmware',
    'previous firmware',
  ],
  /(?:up(?:grad|dat)ed?e?) from v?\d+\.\d+\.\d+\S*(?:rpt|rpi|raspi|v8\+|v7l\+|generic|pve|arm64|amd64)\S* to v?\d+\.\d+\.\d+\S*.*(?:no longer|not work|stopp|dies|dead|broke|fails|loses|lost|crash|hang|freez|panic)|(?:old|older|previous|former) (?:kernel|bootloader|firmware|eeprom)\b.{0,40}\b(?:works?|worked|fine|stable)\b|(?:regression|downgrad|revert|bisect|(?<!(?:n't|not|never|no longer) )works? (?:fine )?(?:with|on|in|under)|worked (?:with|on|in|under)|rpi-update|(?:old|older|previous) kernel)(?:.*\b(?:kernel|linux|firmware)\b)|(?:(?:switch|roll|boot)(?:ing|ed)|going) back (?:in)?to (?:the )?(?:old |previous )?(?:kernel |linux )?v?\d+\.\d+\.\d+(?:(?!n't|\b(?:not|still|same|persist\w*)\b).)*(?:resolv|fix|work|help|cure|stable)|kernel from v?\d+\.\d+\S* to v?\d+\.\d+\S*.*(?:no longer|not work|stopp|dies|dead|broke|fails|lost|crash|hang|freez|panic)/i,
)
/** What other causes would be found by, where nobody had tried another kernel. */
const loud = lines([
  'NETDEV WATCHDOG',
  'Unit Hang',
  'transmit queue',
  'PCIe link lost',
  'uas_eh_',
  'USB disconnect',
  'xHCI host controller not responding',
  'controller is down; will reset',
  // drivers/nvme/host/pci.c: a command of the drive that nobody answers.
  'timeout, aborting',
  'timeout, reset controller',
  'timeout, disable controller',
  'Device not ready; aborting reset',
  'iting for hardware interrupt',
  'I/O error, dev ',
])

/** Two releases of a kernel with an arrow between them, and what ended with the step. */
const stepTold = lines(
  [
    '-rpi-v',
    '-rpi-2712',
    '-raspi',
    '-generic',
    '-v8+',
    '-v7l+',
    '-pve',
    '-arch',
    '-amd64',
    '-arm64',
  ],
  /\b\d+\.\d+\.\d+\S* (?:->|→|=>) v?\d+\.\d+\.\d+\S*.*(?:no longer|not work|stopp|dies|dead|broke|fails|lost|crash|hang|freez|panic)/i,
)
/** A package manager's record of a new kernel or firmware. */
const updated = lines(
  ['linux-image-', 'raspberrypi-kernel', 'linux-modules-', 'raspi-firmware', 'rpi-eeprom'],
  /(?:Upgrade: |Install: |Unpacking|Setting up|upgrade[d ]|status installed|install ).*(?:linux-image-|raspberrypi-kernel|linux-modules-|raspi-firmware|rpi-eeprom)/,
)
/** What somebody writes beside that record. */
const beganThen = pastedLines(
  ['crash', 'freez', 'hang', 'panic'],
  /\b(?:crash(?:es)?|freezes|hangs|panics) (?:appear|start|began|begin|since|after)/i,
)
/** net/core/dev.c: the driver's own sum and the packet's differ, a fault of one driver's release. */
const wrongSums = lines('hw csum failure')
const crashed = lines(
  ['WARNING: CPU', 'Oops', 'BUG: ', ...hungTaskWords],
  /WARNING: CPU|Oops[: ]|BUG: |blocked (?:in I\/O wait )?for/,
)

const reads = {
  ...questions,
  nodeIdentity,
  release,
  development,
  nfsProtocol,
  linkDown,
  usbDiskMissing,
  ofTable,
  deadInterrupt,
  firmwareCalls,
  told,
  beganWith,
  wentBack,
  loud,
  stepTold,
  namesRelease,
  listed,
  updated,
  beganThen,
  wrongSums,
  crashed,
  kernelDied,
}
type Evidence = Read<typeof reads>

export default definePattern({
  id: 'kernel-regression',
  title: 'A kernel or firmware version brought the fault',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads,
  explains: {
    onSameNode: [
      'kernel-crash-or-lockup',
      'nic-or-link-fault',
      'usb-storage-fault',
      'sd-card-failing',
      'nvme-link-or-power-state',
      'rwx-or-nfs-mount',
      'node-silent',
      'volume-not-mounting',
      'cni-not-ready',
      'k3s-restarting',
    ],
    anywhere: ['longhorn-engine-lost-replicas', 'apiserver-overload-tls-timeouts'],
  },
  rivals: [
    {
      cause: 'kernel-crash-or-lockup',
      tell: 'The crash happens on every version, or after years without an update: hardware or one driver.',
    },
    {
      cause: 'rwx-or-nfs-mount',
      tell: '`Protocol not supported` on a kernel that mounts other exports of the same version.',
    },
    {
      cause: 'nic-or-link-fault',
      tell: 'The link flaps on the older kernel too, or with this cable only.',
    },
    { cause: 'usb-storage-fault', tell: 'The disk fails on the older kernel too.' },
  ],
  remedy: 'change-kernel',
  docs: {
    meaning:
      'The hardware works under another kernel or firmware. This one, or this pair of kernel and firmware, does not drive it rightly.',
    impact: 'It comes back after each reboot, on every node with the same board and version.',
    diagnosis:
      'On {node}: `uname -r`, `cat /proc/version`, `zgrep -E "linux-image|raspberrypi-kernel" /var/log/apt/history.log*`, `vcgencmd version`. Boot the kernel before on one node and compare.',
    mitigation:
      'Boot the former kernel, or install the newest one, on one node first. Hold the package (`apt-mark hold`) until a fixed version is out. Use release kernels, not `rpi-update`.',
    references: [
      'https://longhorn.io/kb/troubleshooting-rwx-volume-fails-to-attached-caused-by-protocol-not-supported/',
      'https://github.com/longhorn/longhorn/issues/6887',
      'https://github.com/raspberrypi/linux/issues/7511',
      'https://github.com/raspberrypi/linux/issues/4047',
    ],
  },

  match(evidence) {
    const known = knownFault(evidence)
    if (known) return known
    const crashes = [...evidence.kernelDied, ...evidence.crashed]
    // Who runs a kernel in the making and sees it crash tries a released one first.
    if (evidence.development.length > 0 && crashes.length > 0) return inTheMaking(evidence, crashes)
    const { linkDown, usbDiskMissing, beganThen } = evidence
    const faults = [...crashes, ...linkDown, ...usbDiskMissing, ...beganThen]
    if (evidence.updated.length > 0 && faults.length > 0)
      return match('suspected', [...evidence.updated, ...faults])
    const compared = [
      ...comparesReleases(statedLines(evidence.namesRelease)),
      ...comparesInList(evidence.listed),
      ...statedLines(evidence.wentBack),
    ]
    const own = [...ownSigns(evidence), ...compared]
    const seen = [...faults, ...evidence.loud]
    if (compared.length > 0 && seen.length > 0) return match('confirmed', [...own, ...seen])
    if (own.length > 0) return match('suspected', own)
    return evidence.wrongSums.length > 0 ? sumsDiffer : ask(evidence)
  },
})

/** Tasks that hang behind a device with errors of its own show nothing of the kernel. */
function inTheMaking({ development, loud }: Evidence, crashes: readonly LogLine[]): PatternOutcome {
  const isWait = ({ text }: LogLine) => hungTaskWords.some((words) => text.includes(words))
  const waits = loud.length > 0 && crashes.every(isWait)
  return match(waits ? 'suspected' : 'confirmed', [...development, ...crashes])
}

const sumsDiffer = unknown(
  'the network card and the kernel disagree about checksums: its driver in this release, or an offload',
  {
    next: 'uname -r; ethtool -k eth0 | grep checksum; zgrep -E "linux-image|raspberrypi-kernel" /var/log/apt/history.log*',
  },
)

function ownSigns(evidence: Evidence): LogLine[] {
  const { deadInterrupt, firmwareCalls, told, beganWith, stepTold, nfsProtocol } = evidence
  // The share manager of Longhorn speaks NFS 4.1 always: a client that cannot is at fault.
  const client = releaseIsKnown(evidence) ? [] : nfsProtocol
  const said = statedLines([...told, ...beganWith, ...stepTold])
  return [...deadInterrupt, ...firmwareCalls, ...said, ...client]
}

function releaseIsKnown({ nodeIdentity, release }: Evidence): boolean {
  return nodeIdentity.some((node) => node.kernelRelease) || release.length > 0
}

/** A release of the table together with the fault that it is known for. */
function knownFault(evidence: Evidence): PatternOutcome | undefined {
  for (const { releases, signature, title, cure, report } of kernelDefects) {
    const kernel = kernels(evidence).find(({ name }) => releases.test(name))
    const said = evidence.ofTable.filter(({ text }) => signature?.test(text) ?? false)
    if (!kernel || said.length === 0) continue
    const text = `kernel ${kernel.name}: ${title}; the cure is ${cure}; ${report}`
    const reasons: Reason[] = [because(kernel.of, text), ...said]
    return match('confirmed', reasons, { against: ['the fault is known for this release'] })
  }
  return undefined
}

function kernels({ nodeIdentity, release }: Evidence): { of: Origin; name: string }[] {
  return [
    ...nodeIdentity.flatMap((node) =>
      node.kernelRelease === undefined ? [] : [{ of: node, name: node.kernelRelease }],
    ),
    ...release.map((line) => ({ of: line, name: line.groups.release ?? '' })),
  ]
}
