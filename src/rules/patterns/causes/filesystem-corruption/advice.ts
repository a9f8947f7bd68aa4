import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /longhorn|pvc-|\bext[234]|e2fsck|\bXFS\b|xfs_|fsck(?!\.v?fat)|superblock|JBD2/i,
    'First take a Longhorn snapshot or backup. Scale the workload to 0, attach the volume to one node in maintenance mode, run `fsck.ext4 -f /dev/longhorn/VOLUME` (or `xfs_repair`) on the unmounted device, detach, scale up. Never repair a mounted file system.',
  ],
  [
    /fsck-root|\/dev\/(?:sd[a-z]\d|nvme\d+n\d+p\d|mmcblk\d+p\d)|\((?:device )?(?:sd[a-z]\d|nvme\d+n\d+p\d|mmcblk\d+p\d)/,
    'A partition of the node itself: start it once with `fsck.mode=force fsck.repair=yes` on the line of the kernel, or check it from another system; copy first what cannot be had again.',
  ],
  [
    /valuable metadata/,
    '`valuable metadata changes in a log`: mount it once and unmount it, that replays the log; `xfs_repair -L` throws it away.',
  ],
  [
    /btrfs/i,
    'Btrfs: `btrfs scrub start -Bd MOUNTPOINT` names the damaged files; test the memory; `btrfs check --repair` only with a copy at hand.',
  ],
  [
    /\b(?:v?fat|FAT-fs)\b|fsck\.v?fat/i,
    'A boot partition (FAT): copy its files, unmount it, `fsck.vfat -n` shows and `fsck.vfat -a` repairs.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
