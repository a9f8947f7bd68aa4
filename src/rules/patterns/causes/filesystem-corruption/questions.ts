import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** fs/ext4/super.c, of a disk that carries something else. */
  notFound: lines("VFS: Can't find ext4 filesystem"),
  /** longhorn-share-manager looks into /proc/mounts. */
  shareReadOnly: lines('is marked read-only at the kernel level'),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.notFound.length > 0)
    return unknown(
      'there is no ext4 where one was looked for: another file system, an empty disk, the whole disk instead of its partition, or damage',
      { next: 'blkid; lsblk -o NAME,FSTYPE,SIZE,TRAN,MOUNTPOINTS; file -s /dev/DEVICE' },
    )
  if (found.shareReadOnly.length > 0)
    return unknown(
      'a shared volume turned read-only: its engine lost the replicas, or its file system found an error',
      {
        next: 'on the node of the share manager: journalctl -k | grep -iE "EXT4-fs|I/O error|session recovery"; kubectl -n longhorn-system get volumes.longhorn.io',
      },
    )
  return noMatch
}
