import { blockDevices } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const read = 'critical medium error, dev sdb, sector 120 op 0x0:(READ) flags 0x0 phys_seg 1'

testPattern(pattern, {
  finds: [
    {
      name: 'smartctl puts a critical warning into words',
      confidence: 'confirmed',
      evidence: [log('- available spare has fallen below threshold')],
    },
    {
      name: 'an NVMe drive names its medium by number',
      confidence: 'suspected',
      evidence: [
        log('nvme0n1: I/O Cmd(0x2) @ LBA 90112, 8 blocks, I/O Error (sct 0x2 / sc 0x81) DNR'),
      ],
    },
    {
      name: 'a member of an array that failed',
      confidence: 'suspected',
      evidence: [log('md127 : active raid1 sdb1[1](F) sda1[0]')],
    },
    {
      name: 'the mail of mdadm',
      confidence: 'suspected',
      evidence: [log('A Fail event had been detected on md device /dev/md127.')],
    },
    {
      name: 'what badblocks counted',
      confidence: 'confirmed',
      evidence: [log('Pass completed, 8 bad blocks found. (8/0/0 errors)')],
    },
    {
      name: 'an alert',
      confidence: 'confirmed',
      evidence: [log('SmartMediaErrors\nSMART media errors (instance pi03:9633)')],
    },
    {
      name: 'a drive that reports a fault of its own',
      confidence: 'suspected',
      evidence: [
        log(
          'ata4.00: failed command: READ DMA EXT\nata4.00: status: { DRDY DF ERR }\nata4.00: error: { ABRT }',
        ),
      ],
    },
    {
      name: "the drive's own log of what it could not read",
      confidence: 'suspected',
      evidence: [
        log(
          'Error 3 occurred at disk power-on lifetime: 22110 hours (921 days + 6 hours)\n  40 51 08 10 22 31 e0  Error: UNC 8 sectors at LBA = 0x00312210 = 3219984',
        ),
      ],
    },
    {
      name: 'the firmware that looks at SMART before it starts',
      confidence: 'confirmed',
      evidence: [log('S.M.A.R.T Status Bad, Backup and Replace.')],
    },
    {
      name: 'a critical warning, noted without its colon',
      confidence: 'confirmed',
      evidence: [log('nvme1: critical_warning 0x4, 3% used')],
    },
    {
      name: 'a drive that fails its own test',
      confidence: 'suspected',
      evidence: [log('ata1.00: Drive reports diagnostics failure. This may indicate a drive')],
    },
    {
      name: 'an NVMe drive that is no longer reliable',
      confidence: 'confirmed',
      evidence: [log('smartd[502]: Device: /dev/nvme0, Critical Warning (0x04): Reliability')],
    },
    {
      name: 'a value that fell below its limit',
      confidence: 'confirmed',
      evidence: [
        log(
          'smartd[502]: Device: /dev/sda [SAT], Failed SMART usage Attribute: 5 Reallocated_Sector_Ct.',
        ),
      ],
    },
    {
      name: 'what smartd mails',
      confidence: 'confirmed',
      evidence: [
        log('smartd[502]: Device: /dev/sda [SAT], FAILED SMART self-check. BACK UP DATA NOW!'),
      ],
    },
    {
      name: 'counts of a disk, as somebody tells them',
      confidence: 'confirmed',
      evidence: [log('smartctl says 24 reallocated sectors and 8 pending sectors')],
    },
    {
      name: 'a SAS disk that expects to fail',
      confidence: 'confirmed',
      evidence: [
        log(
          'SMART Health Status: DATA CHANNEL IMPENDING FAILURE GENERAL HARD DRIVE FAILURE [asc=5d, ascq=30]',
        ),
      ],
    },
    {
      name: 'the same from the daemon',
      confidence: 'confirmed',
      evidence: [
        log('smartd[811]: Device: /dev/sdc, SMART Failure: FAILURE PREDICTION THRESHOLD EXCEEDED'),
      ],
    },
    {
      name: 'a kernel that answers in numbers',
      confidence: 'suspected',
      evidence: [
        log(
          'sd 0:0:0:0: [sda] tag#4 Sense Key : 0x3 [current]\nsd 0:0:0:0: [sda] tag#4 ASC=0x11 ASCQ=0x0',
        ),
      ],
    },
    {
      name: 'writes that fail, on a disk whose address no volume has',
      confidence: 'suspected',
      evidence: [
        log(
          'sd 6:0:11:0: [sdm] tag#31 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK\ncritical medium error, dev sdm, sector 7342080 op 0x1:(WRITE) flags 0x0 phys_seg 2 prio class 2',
        ),
      ],
    },
    {
      name: 'the disk itself, behind SATA',
      evidence: [
        log(
          'ata2.00: failed command: READ FPDMA QUEUED\nata2.00: error: { UNC }\nsd 1:0:0:0: [sdb] tag#7 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK\nsd 1:0:0:0: [sdb] tag#7 Sense Key : Medium Error [current]\nsd 1:0:0:0: [sdb] tag#7 Add. Sense: Unrecovered read error - auto reallocate failed\nI/O error, dev sdb, sector 90112 op 0x0:(READ)',
        ),
      ],
      confidence: 'confirmed',
    },
    { name: 'a SATA disk', confidence: 'confirmed', evidence: [log(text('sata.txt'))] },
    {
      name: 'what the disk counts, though it says PASSED',
      confidence: 'confirmed',
      evidence: [log(text('smartctl.txt'))],
    },
    {
      name: 'an NVMe drive',
      confidence: 'confirmed',
      evidence: [log('critical medium error, dev nvme0n1, sector 88112 op 0x0:(READ)')],
    },
    {
      name: 'a disk that lsblk shows as USB',
      confidence: 'confirmed',
      evidence: [
        log(read, { node: 'pi01' }),
        facts(blockDevices, [{ name: 'sdb', transport: 'usb', mountpoints: [] }], 'pi01'),
      ],
    },
    { name: 'a failed read, nothing else', confidence: 'suspected', evidence: [log(read)] },
    {
      name: 'an engine that cannot read its replica file',
      confidence: 'suspected',
      evidence: [
        log(
          'error="read /host/var/lib/longhorn/replicas/pvc-1-ab/volume-head-000.img: no data available"',
        ),
      ],
    },
    {
      name: 'a worn USB stick that refuses plain writes',
      confidence: 'suspected',
      evidence: [
        log(
          '[41844.702830] critical target error, dev sda, sector 6626560 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2\n[41844.703030] Buffer I/O error on device sda2, logical block 795296',
        ),
      ],
    },
    {
      name: 'Btrfs, whose reads are refused',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS error (device sda2): bdev /dev/sda2 errs: wr 0, rd 4, flush 0, corrupt 0, gen 0',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a cable that counts its errors, in the table of a disk that is well',
      rival: 'usb-storage-fault',
      evidence: [
        log(
          'pi@pi02:~ $ sudo smartctl -H -A /dev/sda\nSMART overall-health self-assessment test result: PASSED\n  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       0\n197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       0\n199 UDMA_CRC_Error_Count    0x003e   100   100   000    Old_age   Always       -       1482',
        ),
      ],
    },
    {
      name: 'smartctl’s words for heat',
      evidence: [log('- temperature is above or below threshold')],
    },
    {
      name: 'the medium is a card: see sd-card-failing',
      evidence: [log('critical medium error, dev mmcblk0, sector 4096 op 0x0:(READ)')],
    },
    {
      name: 'the path to an NVMe drive is lost, not its medium',
      evidence: [log('nvme0n1: I/O Cmd(0x2) @ LBA 90112, 8 blocks, I/O Error (sct 0x3 / sc 0x71)')],
    },
    {
      name: 'a pass without a bad block',
      evidence: [log('Pass completed, 0 bad blocks found. (0/0/0 errors)')],
    },
    {
      name: 'an array that is whole',
      evidence: [log('md127 : active raid1 sdb1[1] sda1[0]')],
    },
    {
      name: 'what somebody supposes',
      evidence: [log('I guess that SSD has 12 reallocated sectors.')],
    },
    {
      name: 'a drive that met an error of its cable',
      rival: 'usb-storage-fault',
      evidence: [log('Error: ICRC, ABRT 8 sectors at LBA = 0x00022a10 = 141840')],
    },
    {
      name: 'a drive that refuses a command',
      evidence: [log('ata4.00: status: { DRDY ERR }\nata4.00: error: { ABRT }')],
    },
    {
      name: 'a warning that is none',
      evidence: [log('nvme1: critical_warning 0x0, 3% used')],
    },
    {
      name: 'an NVMe drive that is only hot',
      rival: 'thermal-throttling',
      evidence: [
        log(
          'smartd[502]: Device: /dev/nvme0, Critical Warning (0x02): Temperature\ncritical_warning			: 0x2\nCritical Warning:                   0x02',
        ),
      ],
    },
    {
      name: 'somebody who looked for it',
      evidence: [log('no critical medium error, dev sda, and no Sense Key : Medium Error')],
    },
    { name: 'a SAS disk that is well', evidence: [log('SMART Health Status: OK')] },
    {
      name: 'a failed request beside the reset of its USB link',
      rival: 'usb-storage-fault',
      evidence: [
        log(
          'usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd\nI/O error, dev sda, sector 8 op 0x0:(READ)',
        ),
      ],
    },
    {
      // smartmontools smartd.cpp; a healthy SSD in github.com/zictes/log.
      name: 'a disk that does not count its bad sectors',
      evidence: [
        log(
          "smartd[5433]: Device: /dev/sda [SAT], can't monitor Current_Pending_Sector count - no Attribute 197\nsmartd[5433]: Device: /dev/sda [SAT], can't monitor Offline_Uncorrectable count - no Attribute 198",
        ),
      ],
    },
    {
      name: 'a bridge that knows no DISCARD',
      evidence: [
        log(
          'critical target error, dev sda, sector 2048 op 0x3:(DISCARD) flags 0x800 phys_seg 1 prio class 2\ncritical target error, dev sda, sector 0 op 0x9:(WRITE_ZEROES) flags 0x800 phys_seg 0 prio class 2',
        ),
      ],
    },
    {
      name: 'checksums of Btrfs that do not fit, on a disk that answers',
      rival: 'filesystem-corruption',
      evidence: [
        log(
          'BTRFS error (device vda3): bdev /dev/vda3 errs: wr 0, rd 0, flush 0, corrupt 2, gen 0',
        ),
      ],
    },
    {
      name: 'reads of a mapped device, whose layer may be the fault',
      rival: 'kernel-regression',
      evidence: [
        log(
          'BTRFS error (device dm-0): bdev /dev/mapper/root_1 errs: wr 0, rd 3536, flush 0, corrupt 0, gen 0',
        ),
      ],
    },
    {
      name: 'a Longhorn volume that refuses a write',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'sd 4:0:0:1: [sdc] tag#0 FAILED Result: hostbyte=DID_TARGET_FAILURE driverbyte=DRIVER_OK\ncritical target error, dev sdc, sector 8 op 0x1:(WRITE) flags 0x0',
        ),
      ],
    },
    {
      name: 'the cable of a SATA disk',
      evidence: [
        log(
          'ata2.00: exception Emask 0x10 SAct 0x0 SErr 0x400000 action 0x6 frozen\nata2.00: failed command: READ FPDMA QUEUED\nata2.00: error: { ICRC ABRT }\nata2: hard resetting link',
        ),
      ],
    },
    {
      name: 'a Longhorn volume, by lsblk',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(read, { node: 'pi01' }),
        facts(blockDevices, [{ name: 'sdb', transport: 'iscsi', mountpoints: [] }], 'pi01'),
      ],
    },
    {
      name: 'a write to a volume in the middle of a shutdown',
      rival: 'unclean-node-shutdown',
      evidence: [
        log(
          'critical medium error, dev sdi, sector 120 op 0x1:(WRITE)\niscsid: session 3 in invalid state for logout. Try again later',
        ),
      ],
    },
    {
      name: 'a USB link that fails',
      rival: 'usb-storage-fault',
      evidence: [
        log(
          'usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd\nI/O error, dev sda, sector 8',
        ),
      ],
    },
    {
      name: 'a healthy disk',
      evidence: [
        log(
          'SMART overall-health self-assessment test result: PASSED\n197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       0\nmedia_errors : 0\ncritical_warning : 0',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a pool that lacks a device',
      evidence: [
        log(
          '  pool: tank\n state: DEGRADED\nconfig:\n\ttank  DEGRADED  0  0  0\n\t  mirror-0  DEGRADED  0  0  0\n\t    sdb  UNAVAIL  0  0  0',
          { origin: 'unknown' },
        ),
      ],
    },
    {
      name: 'a disk whose bus fails, or whose link is made slower',
      evidence: [
        log(
          'res 40/00:84:3f:1f:68/00:00:00:00:00/40 Emask 0x52 (ATA bus error)\nata1: limiting SATA link speed to 1.5 Gbps',
        ),
      ],
    },
    {
      name: 'a link of SATA that was lost for a moment',
      evidence: [
        log(
          'ata1: irq_stat 0x00400040, connection status changed\nata1: SError: { HostInt PHYRdyChg 10B8B DevExch }',
        ),
      ],
    },
    {
      name: 'errors that the drive counts of itself',
      evidence: [
        log(
          'smartd[640]: Device: /dev/nvme0, NVMe error count increased from 12 to 14 (0 new, 2 ignored, 0 unknown)',
        ),
      ],
    },
    {
      name: 'an array that lost a member for a reason that is not said',
      evidence: [log('A DegradedArray event had been detected on md device /dev/md127.')],
    },
    {
      name: 'a link of SATA that breaks packets',
      evidence: [
        log(
          'ata2: SError: { UnrecovData 10B8B BadCRC }\nata2.00: irq_stat 0x08000000, interface fatal error',
        ),
      ],
    },
    {
      name: 'a pool that ZFS holds',
      evidence: [
        log(
          "WARNING: Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended.",
        ),
      ],
    },
    {
      name: 'a SATA port that finds no disk any more',
      evidence: [log('kernel: ata2: COMRESET failed (errno=-16)')],
    },
    {
      name: 'a checksum that broke on the cable',
      evidence: [log('kernel: ata2.00: error: { ICRC ABRT }')],
    },
    {
      name: 'smartd that counts one more error',
      evidence: [log('smartd[501]: Device: /dev/sdb [SAT], ATA error count increased from 3 to 4')],
    },
    {
      name: 'a buffer that was not written',
      evidence: [
        log('kernel: Buffer I/O error on dev sdb, logical block 4711, lost sync page write'),
      ],
    },
    {
      name: 'a disk that ZFS gave up',
      evidence: [log('  sdc  FAULTED  3  41  0  too many errors')],
    },
    {
      name: 'a shell that cannot read its programs',
      evidence: [
        log(
          '-bash: /usr/bin/top: Input/output error\nsudo: unable to execute /usr/sbin/reboot: Input/output error',
        ),
      ],
    },
    {
      name: 'a drive that failed one request',
      evidence: [
        log('I/O error, dev nvme0n1, sector 8 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 2'),
      ],
    },
    {
      name: 'what Btrfs counted since it was made',
      evidence: [log('[/dev/sda1].write_io_errs    16078\n[/dev/sda1].flush_io_errs    6737')],
    },
    {
      name: 'LUN 1: a volume, or a disk of a strange case',
      evidence: [log(`sd 4:0:0:1: [sdb] tag#0 Sense Key : Medium Error [current]\n${read}`)],
    },
    {
      name: 'a write that fails, with nothing else to go by',
      evidence: [log('critical medium error, dev sdd, sector 9 op 0x1:(WRITE)')],
    },
  ],
})
