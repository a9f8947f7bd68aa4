import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** longhorn-manager controller/monitor: advice of each node, printed as a condition. */
  toldToRun: lines('multipathd is running with a known issue'),
  /** drivers/md/dm-mpath.c: the disk that the map is wanted for is in use. */
  deviceTaken: lines('multipath: error getting device'),
  /** fs/super.c: somebody has the device for himself, or it is no more. */
  notOpened: lines("Can't open blockdev", /\/dev\/(?:longhorn\/|sd[a-z])/),
  /** mount-utils, of a new volume. */
  notFormatted: lines('format of disk "/dev/longhorn'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.toldToRun.length > 0)
    return unknown('multipathd runs on a node of Longhorn: does it leave the volumes alone?', {
      next: 'multipath -ll; grep -A4 blacklist /etc/multipath.conf; lsblk -o NAME,TYPE,TRAN,MOUNTPOINTS',
    })
  if (found.deviceTaken.length > 0)
    return unknown(
      'multipathd wanted a disk that is in use: one that is mounted, or a volume of Longhorn?',
      {
        next: 'lsblk -o NAME,TYPE,TRAN,MOUNTPOINTS; multipath -ll; grep -A4 blacklist /etc/multipath.conf',
      },
    )
  if (found.notOpened.length > 0)
    return unknown(
      'a device could not be opened for a mount: multipathd or an old mount has it, or its engine is gone',
      {
        next: 'lsblk -o NAME,TYPE,TRAN,MOUNTPOINTS; multipath -ll; grep longhorn /proc/*/mountinfo | head; kubectl -n longhorn-system get volumes.longhorn.io',
      },
    )
  if (found.notFormatted.length > 0)
    return unknown(
      'a new volume could not be formatted: something else holds its device, or its engine does not answer',
      {
        next: 'multipath -ll; lsblk -o NAME,TYPE,TRAN,MOUNTPOINTS; journalctl -k | grep -iE "I/O error|session recovery"',
      },
    )
  return noMatch
}
