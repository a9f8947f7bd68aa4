import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { diskError, fileSystemError } from '../../words/node-kernel.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { checkedMounted, checkFound, unclean } from './damage.ts'
import { ask, questions } from './questions.ts'
import { sentences } from './told.ts'

/** e2fsck and the CSI mounter: the automatic repair looked and gave up. */
const gaveUp = lines(
  [
    'UNEXPECTED INCONSISTENCY',
    'RUN fsck MANUALLY',
    'but could not correct them',
    'fsck exited with status code 4',
    'fsck died with exit status 4',
    'fsck failed with e',
    'has unrepaired errors, please fix them manually',
    'manually repair',
    'anual repair',
    'repaired manually',
    'fsck manually',
    'un xfs_repair',
    'xfs_repair',
    'probably corrupted filesystem',
  ],
  /UNEXPECTED INCONSISTENCY|RUN fsck MANUALLY|could not correct them|fsck (?:exited with status code|died with exit status|failed with (?:exit status|error code)) [48]\b|unrepaired errors, please fix|Unmount and run xfs_repair|[Rr]un xfs_repair|probably corrupted filesystem|(?:fsck|file ?system).*(?:(?:requires?|needs?|wants?) (?:a )?manual repair|(?:be|is) repaired manually)|run fsck manually/i,
)

/**
 * Btrfs read what it had not written: the disk answered, with other data (fs/btrfs/inode.c,
 * volumes.c). Bad memory and a second writer do that too.
 */
const otherData = lines(
  ['csum failed ', ' errs: wr '],
  /BTRFS.*(?:csum failed (?:root|ino)|errs: .*\b(?:corrupt|gen) [1-9])/,
)
/** fs/fat/misc.c: directories, chains and counts that cannot be; a read that fails says so in other words. */
const fat = lines('FAT-fs (', /FAT-fs \(\S+\): error, /)
/** fs/ext4/super.c repeats each day what an error once wrote into the superblock. */
const recorded = lines(
  ['error count since last fsck', 'initial error at time', 'last error at time'],
  /EXT4-fs \(\S+\): (?:error count since last fsck: [1-9]|(?:initial|last) error at time \d)/,
)
/**
 * e2fsck asks, or stops without asking (e2fsck/problem.c); xfs_repair leaves a log alone that a mount
 * would replay (xfsprogs repair/phase2.c).
 */
const asks = lines([
  'Superblock checksum does not match',
  'corrupted orphan linked list found',
  'partition table is likely to be corrupt',
  'group descriptor checksums are invalid',
  'does not describe a valid ext',
  'etadata changes in a log',
])
/** EBADMSG: what ext4 gives a program for a wrong checksum. systemd uses the number for other things. */
const badMessage = lines(
  ': Bad message',
  /(?:^|[\s#$])(?:ls|cp|mv|rm|du|cat|tar|find|chown|chmod|rsync|df|stat)\b.*: Bad message/,
)

/** One word for many things: a damaged superblock, a missing program, a device that is gone. */
const badSuperblock = lines('bad superblock')
const otherReason = lines([
  'already mounted',
  'multipath',
  'unsupported optional features',
  'mount point busy',
  'program didn',
  'duplicate UUID',
  'nknown filesystem type',
  'No such device',
])

/** The disk, card or volume below failed: damage is what follows, and repairing it now does harm. */
const below = lines([
  'Detected aborted journal',
  'Aborting journal',
  'hostbyte=',
  'Engine of volume',
  'controller is down',
  'stuck being busy',
  'JBD2: Error -5',
])

/**
 * XFS was refused a read or write and stops; 74 and 117 in the same words are its own checksums
 * (fs/xfs/xfs_buf.c, xfs_log.c). The log's shutdown that follows is the same for both.
 */
const refusedBelow = lines(
  ['etadata I/O error', 'log I/O error', 'ecovery failed: error -5'],
  /XFS \([\w-]+\): (?:metadata I\/O error.*\berror -?(?:5|19|61|110|121)\b|log I\/O error -\d+|.*ecovery failed: error -5\b)/,
)

export default definePattern({
  id: 'filesystem-corruption',
  title: 'A file system is damaged, and the automatic repair gave up',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    ...questions,
    gaveUp,
    unclean,
    otherData,
    fat,
    asks,
    checkFound,
    checkedMounted,
    badMessage,
    recorded,
    badSuperblock,
    otherReason,
    below,
    diskError,
    fileSystemError,
    refusedBelow,
  },
  explains: {
    onSameNode: ['root-filesystem-read-only'],
    anywhere: ['volume-not-mounting', 'pods-not-well', 'app-fault', 'rwx-or-nfs-mount'],
  },
  rivals: [
    {
      cause: 'longhorn-engine-lost-replicas',
      tell: '`I/O error` and `Detected aborted journal` on the device: the volume under the file system went away. Reattach it first.',
    },
    {
      cause: 'sd-card-failing',
      tell: 'The device is mmcblk0 and it returns errors: repair on a failing card makes it worse.',
    },
    { cause: 'disk-media-failing', tell: 'Medium errors of the disk under it.' },
    {
      cause: 'longhorn-multipathd-claims-device',
      tell: '`already mounted or mount point busy`: somebody else holds the device.',
    },
    {
      cause: 'kernel-feature-missing',
      tell: 'The kernel names unsupported features: the file system is new, not damaged.',
    },
  ],
  remedy: 'repair-filesystem',
  docs: {
    meaning:
      'The file system inside the volume or on the disk is inconsistent. The check at mount time repairs small things only; here it stopped, so that a person decides.',
    impact:
      'The volume cannot be mounted, and its pod stays in ContainerCreating. Some files may be lost.',
    diagnosis:
      'Read the event of the pod: `kubectl -n {namespace} describe pod {pod}`. On the node, `journalctl -k | grep -E "EXT4-fs|XFS"`: I/O errors there mean that the disk or engine is the cause.',
    mitigation: allAdvice,
    references: [
      'https://longhorn.io/kb/troubleshooting-volume-filesystem-corruption/',
      'https://github.com/longhorn/longhorn/issues/2330',
      'https://github.com/torvalds/linux/blob/master/fs/ext4/super.c',
      'https://github.com/torvalds/linux/blob/master/fs/fat/misc.c',
      'https://github.com/torvalds/linux/blob/master/fs/xfs/xfs_error.c',
      'https://github.com/torvalds/linux/blob/master/fs/xfs/xfs_mount.c',
      'https://github.com/torvalds/linux/blob/master/fs/jbd2/recovery.c',
      'https://github.com/torvalds/linux/blob/master/fs/btrfs/disk-io.c',
      'https://github.com/torvalds/linux/blob/master/fs/ext4/extents.c',
      'https://github.com/tytso/e2fsprogs/blob/master/e2fsck/problem.c',
      'https://github.com/longhorn/website/pull/783',
    ],
  },
  advise: adviceFor,

  match(evidence) {
    const { badSuperblock, below, refusedBelow, diskError, fileSystemError } = evidence
    const gaveUp = checkedNow(evidence)
    const unclean = [
      ...evidence.unclean,
      ...evidence.otherData,
      ...evidence.fat,
      ...evidence.asks,
      ...foundBy(evidence),
      ...evidence.badMessage,
    ]
    // XFS calls a wrong checksum of its own an I/O error as well.
    const disk = diskError.filter((line) => !line.text.includes('XFS ('))
    const failing = [...ofBelow(below, unclean), ...disk, ...refusedBelow]
    if (gaveUp.length > 0)
      return match(failing.length > 0 ? 'suspected' : 'confirmed', [
        ...gaveUp,
        ...unclean,
        ...failing,
      ])
    // The disk or engine below speaks first: its own pattern names it.
    if (failing.length > 0) return whoRefuses(failing, refusedBelow)
    if (unclean.length > 0)
      return match('suspected', [...unclean, ...fileSystemError, ...badSuperblock])
    if (evidence.recorded.length > 0)
      return match('suspected', evidence.recorded, { severity: 'warning' })
    if (fileSystemError.length > 0)
      return unknown('the file system reports errors; a failing disk below is not ruled out', {
        next: 'journalctl -k | grep -iE "I/O error|EXT4-fs|mmc0|nvme|sd[a-z]"; lsblk -o NAME,TRAN',
      })
    if (badSuperblock.length > 0 && evidence.otherReason.length === 0)
      return unknown('mount says bad superblock: damage, a missing mount program, or no device', {
        next: 'journalctl -k | tail -20; blkid /dev/longhorn/VOLUME',
      })
    return ask(evidence)
  },
})

interface Checked {
  readonly checkFound: readonly LogLine[]
  readonly checkedMounted: readonly LogLine[]
}

function foundBy({ checkFound, checkedMounted }: Checked): readonly LogLine[] {
  return checkedMounted.length > 0 ? [] : checkFound
}

/** Whatever damage ext4 finds ends its journal too: that alone is no fault of what lies below. */
function ofBelow(below: readonly LogLine[], unclean: readonly LogLine[]): readonly LogLine[] {
  const ofItself = unclean.some(({ text }) => /\((?:device )?(?!mmcblk)\w+\): /.test(text))
  return ofItself ? below.filter(({ text }) => !/[Aa]bort(?:ing|ed) journal/.test(text)) : below
}

interface GaveUp {
  readonly gaveUp: readonly LogLine[]
  readonly targetSilent: readonly LogLine[]
}

/** A check needs the device: the mounter's one sentence, beside a target that is silent, is of another time. */
function checkedNow({ gaveUp, targetSilent }: GaveUp): readonly LogLine[] {
  if (targetSilent.length === 0) return gaveUp
  return gaveUp.filter(({ text }) => /INCONSISTENCY|fsck MANUALLY|xfs_repair/i.test(text))
}

/** A mapped device is no disk, so that no disk's pattern speaks of it. */
function whoRefuses(failing: readonly LogLine[], byXfs: readonly LogLine[]): PatternOutcome {
  if (failing.every(({ text }) => /\bdm-\d/.test(text))) return refused
  return failing.length > byXfs.length ? noMatch : refused
}

const refused = unknown(
  'what lies below the file system refused a read or write: a disk, its link, or a volume',
  {
    next: 'journalctl -k | grep -iE "I/O error|nvme|ata[0-9]|usb |sd [0-9]"; lsblk -o NAME,TRAN,MOUNTPOINTS',
  },
)
