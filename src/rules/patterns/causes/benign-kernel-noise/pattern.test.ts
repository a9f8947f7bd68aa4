import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const oneDip =
  '[   12.001223] hwmon hwmon1: Undervoltage detected!\n[   16.1] hwmon hwmon1: Voltage normalised'

testPattern(pattern, {
  finds: [
    {
      name: 'a card that comes up on the usual bus',
      evidence: [
        log(
          'mmc1: UHS2 init fail.\nmmc1: failed to initial phy for UHS-II!\nmmc1: new high speed SDHC card at address aaaa',
        ),
      ],
    },
    {
      name: 'a disk that keeps no log directory',
      evidence: [log('ata4.00: Invalid log directory version 0x0000')],
    },
    {
      name: 'a dip at the start that was over when the firmware was asked',
      evidence: [log('[   12.001122] Under-voltage detected! (0x00050000)')],
    },
    {
      name: 'the board’s Bluetooth',
      evidence: [
        log(
          'Bluetooth: hci0: command 0x0c03 tx timeout\nBluetooth: hci0: Frame reassembly failed (-84)',
        ),
      ],
    },
    {
      name: 'the watchdog stays armed over a restart',
      evidence: [log('watchdog: watchdog0: watchdog did not stop!')],
    },
    {
      name: 'drivers that report what is no fault',
      confidence: 'suspected',
      evidence: [
        log(`[    1.1] bcm2835-wdt bcm2835-wdt: Poweroff handler already present!
[    1.9] Bluetooth: hci0: unexpected event for opcode 0x0000
[    9.1] brcmfmac: brcmf_set_channel: set chanspec 0xd022 fail, reason -52`),
      ],
    },
    {
      name: 'a board without a screen, and a radio without files of its board',
      evidence: [
        log(
          'vc4-drm soc:gpu: [drm] Cannot find any crtc or sizes\nbrcmfmac: brcmf_c_process_txcap_blob: no txcap_blob available (err=-2)',
          { origin: 'kernel' },
        ),
      ],
    },
    { name: 'the start of a Pi', evidence: [log(text('start-of-a-pi.txt'), { origin: 'kernel' })] },
    { name: 'a check in a wireless driver', evidence: [log(text('wireless-warning.txt'))] },
    {
      name: 'a check in a display driver',
      evidence: [
        log(
          'WARNING: CPU: 1 PID: 55 at drivers/gpu/drm/vc4/vc4_hdmi.c:480 vc4_hdmi_connector_detect+0x1/0x2 [vc4]\n---[ end trace 0000000000000000 ]---',
        ),
      ],
    },
    {
      name: 'a radio that works, at the level of errors',
      evidence: [
        log(
          'brcmfmac: brcmf_fw_alloc_request: using brcm/brcmfmac43455-sdio for chip BCM4345/6\nbrcmfmac: brcmf_cfg80211_reg_notifier: not a ISO3166 code',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a watchdog that counts less than ten minutes, at a shutdown',
      evidence: [log('systemd-shutdown[1]: Failed to set timeout to 10min: Invalid argument')],
    },
    { name: 'one dip in the first minute', evidence: [log(oneDip)] },
    {
      name: 'a file of rules that no kernel needs',
      evidence: [
        log('platform regulatory.0: Direct firmware load for regulatory.db failed with error -2'),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a card that does not come up at all',
      evidence: [log('mmc1: UHS2 init fail.\nmmc1: failed to initial phy for UHS-II!')],
    },
    {
      name: 'programs that fall, beside a sampling rate that is lowered',
      evidence: [
        log(
          'perf: interrupt took too long (2511 > 2500), lowering kernel.perf_event_max_sample_rate to 79500\nlarkd[77]: segfault at 8 ip 00007f0a sp 00007ffd error 4 in libc.so.6[7f0a+1c4000]',
        ),
      ],
    },
    {
      name: 'a dip at the start that lasts',
      rival: 'under-voltage',
      evidence: [log('[   12.001122] Under-voltage detected! (0x00050005)')],
    },
    {
      name: 'a later dip, even if it was over when the firmware was asked',
      rival: 'under-voltage',
      evidence: [log('[ 2412.001122] Under-voltage detected! (0x00050000)')],
    },
    {
      name: 'Bluetooth beside a Wi-Fi chip whose bus fails',
      evidence: [
        log(
          'Bluetooth: hci0: command 0x0c03 tx timeout\nbrcmfmac: brcmf_sdio_htclk: HT Avail request error: -110',
        ),
      ],
    },
    {
      name: 'a disk that does not answer, among what is assumed of it',
      rival: 'usb-storage-fault',
      evidence: [
        log(
          'sd 0:0:0:0: [sda] Read Capacity(16) failed: Result: hostbyte=0x00 driverbyte=0x08\nsd 0:0:0:0: [sda] Assuming drive cache: write through\nsd 0:0:0:0: [sda] Unit Not Ready',
        ),
      ],
    },
    {
      name: 'a second dip',
      rival: 'under-voltage',
      evidence: [log(`${oneDip}\n[  612.5] hwmon hwmon1: Undervoltage detected!`)],
    },
    {
      name: 'a dip in the middle of the work',
      rival: 'under-voltage',
      evidence: [log('[ 9012.001223] hwmon hwmon1: Undervoltage detected!')],
    },
    {
      name: 'a failed tuning with time-outs after it',
      rival: 'sd-card-failing',
      evidence: [
        log(
          'mmc0: Tuning failed, falling back to fixed sampling clock\nmmcblk0: error -110 requesting status',
        ),
      ],
    },
    {
      name: 'a radio whose firmware is silent after its start',
      rival: 'nic-or-link-fault',
      evidence: [
        log(
          'brcmfmac: brcmf_fw_alloc_request: using brcm/brcmfmac43455-sdio for chip BCM4345/6\nbrcmfmac: brcmf_proto_bcdc_query_dcmd: brcmf_proto_bcdc_msg failed w/status -110',
        ),
      ],
    },
    {
      name: 'a replay with damage after it',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'EXT4-fs (sda1): recovery complete\nEXT4-fs error (device sda1): ext4_lookup:1700: inode #2: comm ls: deleted inode referenced: 12',
        ),
      ],
    },
    {
      name: 'a crash after the warning',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log(`${text('wireless-warning.txt')}\nInternal error: Oops: 0000000096000004 [#1] SMP`),
      ],
    },
    {
      name: 'firmware that the device cannot do without',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'xhci_hcd 0000:03:00.0: Direct firmware load for renesas_usb_fw.mem failed with error -2',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a check in the core of the kernel',
      silent: true,
      evidence: [
        log('WARNING: CPU: 2 PID: 201 at kernel/workqueue.c:3121 __flush_work+0x1e4/0x200'),
      ],
    },
    {
      name: 'a replay whose end is not shown',
      silent: true,
      evidence: [log('EXT4-fs (mmcblk0p2): INFO: recovery required on readonly filesystem')],
    },
  ],
})
