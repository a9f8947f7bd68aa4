import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'what xfs_repair finds in inodes',
      confidence: 'suspected',
      evidence: [
        log(
          'bad CRC for inode 4711\nbad version number 0x0 on inode 4711\ninode identifier 815 mismatch on inode 4711',
        ),
      ],
    },
    {
      name: 'a check that gave up in its own words, beside a target that is gone',
      confidence: 'confirmed',
      evidence: [
        log(
          "MountVolume.MountDevice failed for volume pvc-2 : 'fsck' found errors on device /dev/sdk but could not correct them: /dev/sdk: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.\niscsiadm: Connection to Discovery Address 10.44.0.9 failed",
        ),
      ],
    },
    {
      name: 'an XFS that is newer than its own log',
      evidence: [log('XFS (dm-2): Metadata has LSN (9:4411) ahead of current LSN (9:3900)')],
      confidence: 'suspected',
    },
    {
      name: 'an XFS whose log cannot be followed',
      evidence: [log('XFS (sdc1): log mount/recovery failed: error -117')],
      confidence: 'suspected',
    },
    {
      name: 'damage over which ext4 ends its own journal',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs error (device sdd3): ext4_get_branch:171: inode #8: block 30343: comm jbd2/sdd3-8: invalid block\nAborting journal on device sdd3-8.\nEXT4-fs (sdd3): Remounting filesystem read-only',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'what e2fsck found by hand',
      confidence: 'suspected',
      evidence: [
        log(
          "Pass 1: Checking inodes, blocks, and sizes\nInode 4711 has corrupt extent header.  Clear inode<y>? yes\nEntry 'a' in /srv (12) has deleted/unused inode 4711.  Clear<y>? yes",
        ),
      ],
    },
    {
      name: 'what xfs_repair found',
      confidence: 'suspected',
      evidence: [log('imap claims a free inode 133 is in use, correcting imap and clearing inode')],
    },
    {
      name: 'the boot partition of a card whose directories cannot be',
      evidence: [log('kernel: FAT-fs (mmcblk0p1): error, corrupted directory (invalid entries)')],
      confidence: 'suspected',
    },
    {
      name: 'XFS that finds what cannot be',
      evidence: [
        log(
          'XFS (dm-3): Internal error xfs_efi_item_recover at line 571 of file fs/xfs/xfs_extfree_item.c.  Caller xlog_recover_process_intents+0xb6/0x1c0',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'XFS whose superblock does not fit',
      evidence: [
        log(
          'XFS (sdc): Metadata corruption detected at xfs_sb_read_verify+0x110/0x180, xfs_sb block 0xffffffffffffffff\nXFS (sdc): SB validate failed with error -117.',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a call that XFS answers with a wrong checksum',
      evidence: [
        log('XFS (sdc): xfs_do_force_shutdown: xfs_imap_to_bp() returned error -74.', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a journal whose superblock is not one',
      evidence: [log('JBD2: journal superblock on sdb1 is corrupt.', { origin: 'kernel' })],
    },
    {
      name: 'Btrfs without its chunk tree',
      evidence: [
        log(
          'BTRFS error (device sda2): failed to read chunk root\nBTRFS error (device sda2): open_ctree failed',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'what a superblock remembers, in its other line',
      evidence: [
        log(
          '[600.1] EXT4-fs (sdb1): initial error at time 1767225600: ext4_validate_block_bitmap:420',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'structures of ext4 that do not fit each other',
      evidence: [
        log(
          'EXT4-fs error (device sdb): ext4_find_extent:936: inode #131074: comm java: pblk 557411 bad header/extent: invalid magic - magic 0, entries 0, max 0(0), depth 0(0)',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a directory of ext4 whose checksum does not fit, on a card as well',
      evidence: [
        log(
          'EXT4-fs warning (device mmcblk0p2): ext4_dirblock_csum_verify:404: inode #262: comm tar: No space for directory leaf checksum. Please run e2fsck -D.\nEXT4-fs error (device mmcblk0p2): __ext4_find_entry:1682: inode #262: comm tar: checksumming directory block 0',
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a journal that is not where the superblock says',
      evidence: [log('EXT4-fs (sdd): no journal found', { origin: 'kernel' })],
      confidence: 'suspected',
    },
    {
      name: 'a wrong checksum, as a shell shows it',
      evidence: [log("ls: reading directory '/data/db': Bad message", { origin: 'pods' })],
      confidence: 'suspected',
    },
    {
      name: 'a log of XFS that nobody has replayed',
      evidence: [
        log(
          'ERROR: The filesystem has valuable metadata changes in a log which needs to\nbe replayed.  Mount the filesystem to replay the log, and unmount it before\nre-running xfs_repair.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a tree of Btrfs with a wrong level',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS error (device sda2): level verify failed on logical 123456 mirror 1 wanted 1 found 0',
        ),
      ],
    },
    {
      name: 'F2FS',
      confidence: 'suspected',
      evidence: [log('F2FS-fs (mmcblk0p2): Found FS corruption, run fsck to fix.')],
    },
    {
      name: 'a delayed write that finds the damage',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs (sda2): Delayed block allocation failed for inode 131090 at logical offset 2048 with max blocks 2048 with error 117',
        ),
      ],
    },
    {
      name: 'errors that an earlier boot recorded',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs (sda2): error count since last fsck: 12\nEXT4-fs (sda2): initial error at time 1698973200: ext4_mb_generate_buddy:1217',
        ),
      ],
    },
    {
      name: 'a check that asks for a hand, as people tell it',
      evidence: [log('fsck found errors on the volume of kafka and needs manual repair')],
      confidence: 'confirmed',
    },
    {
      name: 'the same of XFS',
      evidence: [log('the file system has to be repaired manually')],
      confidence: 'confirmed',
    },
    {
      name: 'a directory full of zeros',
      evidence: [
        log(
          'EXT4-fs error (device dm-4): htree_dirblock_to_tree:896: inode #1703950: block 6832992: comm find: bad entry in directory: rec_len is smaller than minimal - offset=0(28672), inode=0, rec_len=0, name_len=0',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a journal that cannot be replayed',
      evidence: [
        log('JBD2: Invalid checksum recovering block 4194315 in log', { origin: 'kernel' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'errors of an earlier mount that nobody repaired',
      evidence: [
        log('EXT4-fs (mmcblk1p7): warning: mounting fs with errors, running e2fsck is recommended'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a volume that the mounter tries to repair',
      evidence: [
        log('Filesystem corruption was detected for /dev/rbd1, running xfs_repair to repair'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'ext4, in the event of a pod',
      confidence: 'confirmed',
      evidence: [log(text('ext4-event.txt'), { origin: 'events' })],
    },
    { name: 'XFS, in the kernel log', confidence: 'confirmed', evidence: [log(text('xfs.txt'))] },
    {
      name: 'a mount that finds it unclean',
      confidence: 'suspected',
      evidence: [log('mount(2) system call failed: Structure needs cleaning.')],
    },
    {
      name: 'a superblock of ext4 with another checksum',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs (sdc): VFS: Found ext4 filesystem with invalid superblock checksum.  Run e2fsck?',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'metadata of XFS with another checksum',
      confidence: 'suspected',
      evidence: [
        log('XFS (sdc): Metadata CRC error detected at xfs_agi_read_verify+0xd1/0x120 [xfs]', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a tree of Btrfs that cannot be read',
      confidence: 'suspected',
      evidence: [
        log('BTRFS error (device sdb1): bad tree block start, mirror 1 want 5242880 have 0', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'data of Btrfs that does not fit its checksums',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS warning (device sda2): csum failed root 257 ino 4115546 off 0 csum 0x3e8d9c48 expected csum 0x12711c61 mirror 1',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'the same as a count',
      confidence: 'suspected',
      evidence: [
        log(
          'BTRFS error (device vda3): bdev /dev/vda3 errs: wr 0, rd 0, flush 0, corrupt 2, gen 0',
        ),
      ],
    },
    {
      name: 'block bitmaps of ext4 that do not fit each other, on a card that answers',
      confidence: 'suspected',
      evidence: [
        log(
          'EXT4-fs error (device mmcblk2p2): ext4_mb_generate_buddy:745: group 1441, block bitmap and bg descriptor inconsistent: 7962 vs 7963 free clusters',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'XFS, whose own checksum is wrong',
      confidence: 'suspected',
      evidence: [
        log(
          'XFS (vda4): metadata I/O error in "xfs_dquot_disk_read+0x14a/0x220 [xfs]" at daddr 0x1478 len 8 error 74\nXFS (vda4): Metadata CRC error detected at xfs_dquot_buf_verify_crc+0xe6/0x120 [xfs], xfs_dquot block 0x1478',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a check at boot that gave up',
      confidence: 'confirmed',
      evidence: [
        log(
          'systemd-fsck[290]: fsck failed with exit status 4.\nsystemd[1]: Failed to start File System Check on /dev/disk/by-uuid/1f.',
        ),
      ],
    },
    {
      name: 'a question of e2fsck',
      confidence: 'suspected',
      evidence: [
        log('One or more block group descriptor checksums are invalid.  Fix<y>? cancelled!'),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a check of what is mounted and written',
      evidence: [
        log(
          'Warning!  /dev/sda2 is mounted.\nWarning: skipping journal recovery because doing a read-only filesystem check.\nUnattached inode 262147',
        ),
      ],
    },
    {
      name: 'damage and reads that the disk refuses',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'blk_update_request: I/O error, dev sdd, sector 8123 op 0x0:(READ)\nEXT4-fs error (device sdd3): ext4_get_branch:171: inode #8: block 30343: comm ls: invalid block\nAborting journal on device sdd3-8.',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a boot partition that the card no longer reads',
      rival: 'sd-card-failing',
      evidence: [log('kernel: FAT-fs (mmcblk0p1): Directory bread(block 2048) failed')],
    },
    {
      name: 'a delayed write without room',
      rival: 'node-disk-full',
      evidence: [
        log(
          'EXT4-fs (sda2): Delayed block allocation failed for inode 131090 at logical offset 2048 with max blocks 2048 with error 28',
        ),
      ],
    },
    {
      name: 'recorded errors, and the disk below fails',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'EXT4-fs (sda2): error count since last fsck: 12\nI/O error, dev sda, sector 2099200 op 0x1:(WRITE)',
        ),
      ],
    },
    {
      name: 'a repair of something else',
      evidence: [log('the index of the search engine needs manual repair')],
    },
    {
      name: 'a checksum in the words of a program',
      evidence: [log('restic: pack 1f22 failed checksum, invalid crc in blob 7')],
    },
    {
      name: 'a check that found nothing',
      evidence: [
        log(
          'systemd[1]: Finished File System Check on /dev/disk/by-uuid/1f.\nsystemd-fsck[301]: /dev/sda1: clean, 12/65536 files',
        ),
      ],
    },
    {
      name: 'reads that Btrfs was refused',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'BTRFS error (device sda2): bdev /dev/sda2 errs: wr 0, rd 4, flush 0, corrupt 0, gen 0',
        ),
      ],
    },
    {
      name: 'an engine that died under the file system',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(
          'EXT4-fs warning (device sdc): ext4_end_bio:323: I/O error 10 writing to inode 12\nEXT4-fs error (device sdc): ext4_journal_check_start:61: Detected aborted journal',
        ),
      ],
    },
    {
      name: 'a card that fails',
      rival: 'sd-card-failing',
      evidence: [
        log(
          'I/O error, dev mmcblk0, sector 8 op 0x1:(WRITE)\nEXT4-fs error (device mmcblk0p2): ext4_iget:4700: inode #5: comm x: bad extra_isize (1 != 256)',
        ),
      ],
    },
    {
      name: 'a device that somebody holds',
      rival: 'longhorn-multipathd-claims-device',
      evidence: [
        log(
          'mount: wrong fs type, bad option, bad superblock; /dev/longhorn/pvc-1 already mounted or mount point busy.',
        ),
      ],
    },
    {
      name: 'a journal that is replayed',
      rival: 'power-loss',
      evidence: [
        log(
          'EXT4-fs (sda2): recovery complete\n/dev/sda2: recovering journal\n/dev/sda2: clean, 1200/9000 files',
        ),
      ],
    },
    {
      name: 'features that the kernel does not know',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          "EXT4-fs (sdb): couldn't mount RDWR because of unsupported optional features (10000)\nmount: wrong fs type, bad option, bad superblock",
        ),
      ],
    },
    {
      name: 'what systemd calls a bad message',
      evidence: [
        log('systemd-networkd[214]: Failed to parse the lease file, ignoring: Bad message'),
      ],
    },
    {
      name: 'a backup that found no journal files',
      evidence: [log('vacuuming: no journal found to rotate')],
    },
  ],
  cannotTell: [
    {
      name: 'a check of some time ago, of a device that cannot be reached now',
      evidence: [
        log(
          'fsck found errors on device /dev/disk/by-path/ip-10.44.0.9:3260-lun-0 but could not correct them\niscsiadm: Login I/O error, failed to receive a PDU',
        ),
      ],
    },
    {
      name: 'the SQLite file of an application',
      evidence: [
        log('FTL cannot open store: database disk image is malformed (11) path=/data/shop.db'),
      ],
    },
    {
      name: 'a device that could not be read at the mount',
      evidence: [log("mount: /srv/books: can't read superblock on /dev/sdc1.")],
    },
    {
      name: 'Btrfs that gave up, and not over what',
      evidence: [
        log('BTRFS error (device sda2: state EA): open_ctree failed: -5', { origin: 'kernel' }),
      ],
    },
    {
      name: 'a pool with damaged files',
      evidence: [log('errors: Permanent errors have been detected in the following files:')],
    },
    {
      name: 'a mapped device that is not read any more',
      evidence: [
        log(
          'Buffer I/O error on dev dm-3, logical block 8810, async page read\nEXT4-fs error (device dm-3): __ext4_get_inode_loc:4586: inode #2: block 1061: comm sh: unable to read itable block',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a disk without the ext4 that is looked for',
      evidence: [log("kernel: EXT4-fs (sdb): VFS: Can't find ext4 filesystem")],
    },
    {
      name: 'a shared volume that turned read-only',
      evidence: [
        log(
          'level=error msg="Mount path /export/pvc-77aa is marked read-only at the kernel level"',
        ),
      ],
    },
    {
      name: 'XFS that cannot read its log at the mount',
      evidence: [
        log(
          'XFS (dm-7): metadata I/O error: block 0x280000010 ("xlog_bread_noalign") error 5 numblks 8\nXFS (dm-7): log mount/recovery failed: error -5\nXFS (dm-7): log mount failed',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'XFS that cannot write its log',
      evidence: [
        log(
          'XFS (sdb6): log I/O error -5\nXFS (sdb6): Filesystem has been shut down due to log error (0x2).\nXFS (sdb6): Please unmount the filesystem and rectify the problem(s).',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'a database that speaks of its own files',
      silent: true,
      evidence: [log('err="WAL corruption detected: checksum invalid"')],
    },
    {
      name: 'errors of which the disk below may be the reason',
      evidence: [
        log(
          'EXT4-fs error (device sda2): ext4_validate_block_bitmap:390: comm kworker: bg 12: bad block bitmap',
        ),
      ],
    },
    {
      name: 'the word for many things',
      evidence: [
        log(
          'mount: /mnt: wrong fs type, bad option, bad superblock on /dev/longhorn/pvc-1, missing codepage or helper program, or other error.',
        ),
      ],
    },
  ],
})
