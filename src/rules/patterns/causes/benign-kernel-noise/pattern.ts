import { nodeIdentity } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import {
  diskError,
  fileSystemError,
  hungTaskWords,
  isAtStart,
  isRushAtStart,
  journalAborted,
  kernelDied,
  underVoltage,
  voltageNormal,
} from '../../words/node-kernel.ts'

/** A bus, a clock or a file that is missing, for which the driver has a second choice. */
const secondChoice = lines([
  'falling back to fixed sampling clock',
  'assuming write-enable',
  'Assuming drive cache: write through',
  'No Caching mode page found',
  'the quality is unknown, you have been warned',
  'no DMA platform data',
  'missing or invalid SUBNQN field',
  // drivers/nvme/host/ioctl.c: some program asked the drive something past the file system.
  'using unchecked data buffer',
  'Ignoring bogus Namespace Identifiers',
  'gnoring bogus Namespace Identifiers',
  'lowering kernel.perf_event_max_sample_rate',
  'consider switching to WQ_UNBOUND',
  'No test for ',
  'using dummy regulator',
  'vc_sm_connected_init]: failed',
  'to open VCHI service',
  'Unable to determine number of FBs',
  'probe of soc:fb failed',
  'Failed to map physical address',
  'deferring probe',
  'memory leak will occur if overlay removed',
  'xattrs unsupported',
  'GPT:Primary header thinks',
  'urandom warning(s) missed',
  'utf8 is not a recommended IO charset',
  'has suspect GRO implementation',
  'before build time, advancing clock',
  'field-spanning write',
  'send_action_frame: Unknown',
  'ailed to load regulatory.db',
  'no txcap_blob available',
  'no clm_blob available',
  'Cannot find any crtc or sizes',
  'hogged CPU for >10000us',
  // brcmfmac reports at the level of errors what is none, once debugging is compiled in.
  'brcmf_fw_alloc_request: using ',
  'brcmf_c_preinit_dcmds: Firmware',
  'not a ISO3166 code',
  'ERROR: netdev:wlan0 already exists',
  'dump_obss error (-52)',
  'fail to get arp ip table err:-52',
  'unknown CIS tuple',
  'is not valid maps for state default',
  'no of_node; not parsing pinctrl DT',
  // systemd, at a shutdown: the first RAM disk of the boot is still mounted, and holds nothing.
  'ailed to unmount /oldroot',
  // drivers/watchdog/watchdog_dev.c: systemd keeps it armed over a restart, on purpose.
  'watchdog did not stop!',
  // drivers/watchdog/bcm2835_wdt.c: the power-off is somebody else's.
  'oweroff handler already present',
  // arch/x86/kernel/cpu/feat_ctl.c.
  'SGX disabled by BIOS',
  // drivers/usb/dwc2/gadget.c: an endpoint that stalls is a step of the protocol.
  'dwc2_hsotg_ep_sethalt(',
  // net/bluetooth/hci_event.c: an answer that nobody waits for.
  'unexpected event for opcode',
  // drivers/net/wireless/broadcom: a channel that the country does not have, tried in a scan.
  'brcmf_set_channel: set chanspec',
  // drivers/ata/libata-core.c since 6.17: a disk that keeps no log directory, as many old ones.
  'Invalid log directory version 0x',
  // Raw flash that something reads as if it were a disk.
  'Buffer I/O error on dev mtdblock',
])

/** drivers/mmc/core/sd_uhs2.c: a fast bus that this card or slot has not, and then the usual one. */
const fastBusTried = lines(['SDHCI_UHS2_CAPS_PTR', 'UHS2 init fail', 'initial phy for UHS-II'])
const cardFound = lines(' card at address ', /mmc\d+: new .*card at address/)

/** At a shutdown systemd asks the watchdog for ten minutes more; most boards count less. */
const watchdogTime = lines(
  'systemd-shutdown',
  /systemd-shutdown.*Failed to set (?:watchdog hardware )?timeout to .*: Invalid argument/,
)

/**
 * The board's Bluetooth (net/bluetooth, drivers/bluetooth): nothing of a cluster goes over it. On a
 * Pi it shares its chip with the Wi-Fi, whose own lines are another matter.
 */
const bluetooth = lines(
  'Bluetooth: hci',
  /Bluetooth: hci\d+: (?:command 0x[0-9a-f]+ tx timeout|link tx timeout|killing stalled connection|Frame reassembly failed|Failed to (?:load firmware file|set up firmware) \(-2\)|Opcode 0x[0-9a-f]+ failed: -\d+)/,
)

/** Files that a driver tries first and does not need. */
const optionalFirmware = lines(
  ['irmware load for', 'failed to load brcm', 'Patch file not found', 'irmware: failed to load'],
  /(?:failed with error -2|failed to load|not found).*|Patch file not found/,
)
const neededNot =
  /regulatory\.db|clm_blob|txcap_blob|brcmfmac\S*\.(?:txt|bin)|BCM\S*\.hcd|iwlwifi-\S+\.ucode|iwl-debug-yoyo|rtl_nic\/|Patch file not found|amdgpu\/\S*_ta\.bin|nvidia\/|i915\//

/** fs/ext4, fs/jbd2, fs/xfs: the journal is replayed after an unclean stop, and all is well. */
const replay = lines([
  'recovery required on readonly',
  'write access will be enabled during recovery',
  'recovery complete',
  'orphan cleanup on readonly',
  'orphan inode deleted',
  'Volume was not properly unmounted',
  'orphan inodes deleted',
  'recovering journal',
  'Ending recovery',
  'Ending clean mount',
])
const replayBegins = lines([
  'recovery required on readonly',
  'recovering journal',
  'Starting recovery',
  'orphan cleanup on readonly',
])
const replayEnds = lines(
  ['recovery complete', 'Ending recovery', 'mounted filesystem', 'clean, ', 'orphan inode'],
  /recovery complete|Ending recovery|mounted filesystem|: clean, \d|orphan inodes? deleted/,
)

/**
 * A check inside a driver that prints a trace and goes on. Core code is not in this list: there a
 * WARNING is the first word of something worse.
 */
const driverWarning = lines(
  'WARNING: ',
  /WARNING: (?:CPU|.*at).*(?:drivers\/(?:net\/wireless|gpu|media|staging|video|bluetooth|clk|i2c|spi)\/|net\/(?:mac80211|wireless)\/|sound\/|brcmf|iwlwifi|ath\d+k)/,
)

/** Ethernet drivers say so once at every start. */
const linkDown = lines('Link is Down')

/** What nobody may call noise. */
const alarm = lines([
  ...hungTaskWords,
  'oom-killer',
  'Out of memory',
  'out of memory: Kill',
  'controller is down',
  'Timeout waiting for hardware',
  'stuck being busy',
  'error -110',
  'error -84',
  'assume dead',
  'HC died',
  'uas_eh_abort_handler',
  'Hardware Unit Hang',
  'transmit queue',
  'RUN fsck MANUALLY',
  'uncleanly shut down',
  'firmware has halted',
  'Resetting adapter',
  'over-current',
  // A program, or the processor under it: arch/x86/mm/fault.c, arch/arm64/kernel/traps.c.
  'segfault at ',
  ' general protection ',
  'unhandled exception: ',
  'unhandled level ',
  // The radio: its firmware answers no more.
  'w/status -110',
  'failed w/status',
  'HT Avail',
  // A disk that gives no answer: nothing it is assumed to be is noise.
  'Unit Not Ready',
  'Read Capacity(',
  'Sense Key : ',
])

const reads = {
  nodeIdentity,
  secondChoice,
  watchdogTime,
  fastBusTried,
  cardFound,
  optionalFirmware,
  bluetooth,
  replay,
  replayBegins,
  replayEnds,
  driverWarning,
  underVoltage,
  voltageNormal,
  linkDown,
  alarm,
  diskError,
  fileSystemError,
  journalAborted,
  kernelDied,
}

export default definePattern({
  id: 'benign-kernel-noise',
  title: 'Boot and driver messages that look worse than they are',
  severity: 'info',
  stage: 'stable',
  since: '0.1.0',
  reads,
  rivals: [
    {
      cause: 'under-voltage',
      tell: 'More than one dip, one later than the first minute, or one that lasts.',
    },
    {
      cause: 'power-loss',
      tell: 'The replay itself is harmless, but somebody asks why the node stopped.',
    },
    {
      cause: 'filesystem-corruption',
      tell: '`EXT4-fs error` or `UNEXPECTED INCONSISTENCY` instead of `recovery complete`.',
    },
    {
      cause: 'kernel-crash-or-lockup',
      tell: '`Oops`, `BUG` or `panic` above the trace, or tasks that hang after it.',
    },
    { cause: 'sd-card-failing', tell: '`error -110` or `I/O error` beside the failed tuning.' },
  ],
  remedy: 'none',
  docs: {
    meaning:
      'The kernel names what it could not get and uses its second choice: a slower clock, a general file instead of the board’s own, a journal that is replayed. A WARNING with a trace in a driver is a check that failed, not a crash.',
    impact: 'None. The device works afterwards.',
    diagnosis:
      'See that the device works: the file system is mounted rw, the link is up. No `I/O error`, `Oops` or second dip of the voltage follows.',
    mitigation: 'Nothing is to be done. If a line comes back every few minutes, look again.',
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/mmc/host/sdhci.c',
      'https://github.com/torvalds/linux/blob/master/drivers/mmc/core/sd_uhs2.c',
      'https://github.com/torvalds/linux/blob/master/drivers/ata/libata-core.c',
      'https://github.com/torvalds/linux/blob/master/fs/ext4/super.c',
      'https://github.com/torvalds/linux/blob/master/drivers/hwmon/raspberrypi-hwmon.c',
      'https://github.com/torvalds/linux/blob/master/drivers/nvme/host/ioctl.c',
      'https://github.com/torvalds/linux/blob/master/drivers/gpu/drm/drm_fb_helper.c',
      'https://github.com/torvalds/linux/blob/master/drivers/net/wireless/broadcom/brcm80211/brcmfmac/common.c',
      'https://docs.kernel.org/admin-guide/tainted-kernels.html',
    ],
  },

  match(evidence, { now }) {
    const uptime = evidence.nodeIdentity[0]?.uptimeSeconds
    const bootedAt = uptime === undefined ? undefined : now - uptime * 1000
    if (isAlarming(evidence, bootedAt)) return noMatch
    const dips = evidence.underVoltage
    if (dips.length > 0 && !isRushAtStart(dips, evidence.voltageNormal, bootedAt)) return noMatch
    // A replay that was begun and whose end is not shown may as well have failed.
    const open = evidence.replayBegins.length > 0 && evidence.replayEnds.length === 0
    const found = [
      ...evidence.secondChoice,
      ...evidence.watchdogTime,
      ...(evidence.cardFound.length > 0 ? evidence.fastBusTried : []),
      ...evidence.optionalFirmware.filter((line) => neededNot.test(line.text)),
      ...evidence.bluetooth,
      ...(open ? [] : evidence.replay),
      ...evidence.driverWarning,
      ...dips,
    ]
    return found.length > 0 ? match('suspected', found) : noMatch
  },
})

function isAlarming(evidence: Read<typeof reads>, bootedAt: number | undefined): boolean {
  const { alarm, diskError, fileSystemError, journalAborted, kernelDied } = evidence
  const lost = evidence.linkDown.filter((line) => !isAtStart(line, bootedAt))
  return [alarm, diskError, fileSystemError, journalAborted, kernelDied, lost].flat().length > 0
}
