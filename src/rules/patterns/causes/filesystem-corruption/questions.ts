import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'
import { targetSilent } from '../../words/storage.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  targetSilent,
  /** k8s.io/mount-utils: its check of a file system before a mount gave up. */
  checkGaveUp: lines('but could not correct them'),
  /** fs/ext4/super.c, of a disk that carries something else. */
  notFound: lines("VFS: Can't find ext4 filesystem"),
  /** util-linux libmount: mount(2) gave EIO. */
  unreadSuperblock: lines("can't read superblock on"),
  /** longhorn-share-manager looks into /proc/mounts. */
  shareReadOnly: lines('is marked read-only at the kernel level'),
  /** fs/btrfs: it stops to write, or cannot be opened; the line before says over what. */
  btrfsStopped: lines(
    ['open_ctree failed', 'forced readonly'],
    /BTRFS.*(?:open_ctree failed|forced readonly)/,
  ),
  /** SQLite of any program but K3s, whose datastore it is then (sqlite3 src/main.c). */
  ownDatabase: lines(
    ['database disk image is malformed', 'SQLITE_CORRUPT', 'SQLITE_NOTADB'],
    /^(?!.*(?:kine|k3s|\/registry\/|state\.db|apiserver|preparing server)).*(?:image is malformed|SQLITE_(?:CORRUPT|NOTADB))/i,
  ),
  /** `zpool status`: what a pool read was not what it had written. */
  poolDamaged: lines(
    ['resulting in data corruption', 'Permanent errors have been detected'],
    /experienced an error resulting in data corruption|Permanent errors have been detected in the following/,
  ),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.checkGaveUp.length > 0)
    return unknown(
      'a check of the file system gave up, and the device of the volume cannot be reached: which came last? It can be checked again only when it is there',
      {
        next: 'kubectl -n NAMESPACE describe pod POD | tail; kubectl get events -A | grep FailedMount',
      },
    )
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
  if (found.unreadSuperblock.length > 0)
    return unknown(
      'the kernel could not read what it wanted to mount: the device did not answer, or its log cannot be replayed',
      {
        next: 'on the node: journalctl -k | tail -40; lsblk -o NAME,SIZE,TRAN,MOUNTPOINTS; kubectl -n longhorn-system get volumes.longhorn.io',
      },
    )
  if (found.btrfsStopped.length > 0)
    return unknown(
      'Btrfs gave up: its disk failed, it has no room for metadata, or it is damaged; the lines before say which',
      {
        next: 'journalctl -k | grep -E "BTRFS|I/O error"; btrfs filesystem usage MOUNTPOINT; btrfs device stats MOUNTPOINT',
      },
    )
  if (found.ownDatabase.length > 0)
    return unknown(
      'the SQLite file of some program is damaged: it was cut off while it wrote, lies on a network share, has two writers, or the file system below is damaged',
      {
        next: 'kubectl -n NAMESPACE exec POD -- df -T FOLDER; on its node: journalctl -k | grep -iE "EXT4-fs|XFS|I/O error"; on a copy of the file: sqlite3 COPY "PRAGMA integrity_check"',
      },
    )
  if (found.poolDamaged.length > 0)
    return unknown(
      'ZFS read other data than it had written, and has no good copy: a disk, its cable, or the memory',
      {
        next: 'zpool status -v; smartctl -a /dev/DISK; journalctl -k | grep -iE "I/O error|ata[0-9]|EDAC"',
      },
    )
  return noMatch
}
