import { lines } from '#src/model/line.ts'

/**
 * EUCLEAN: the file system found itself damaged when it was mounted or read, in the words of ext4
 * (super.c, inode.c, namei.c), jbd2, XFS (xfs_error.c, xfs_log.c), Btrfs (disk-io.c,
 * tree-checker.c) and F2FS.
 */
export const unclean = lines(
  [
    'tructure needs cleaning',
    'Bad magic number in super-block',
    'uperblock has an invalid journal',
    'uperblock invalid',
    'etadata corruption detected',
    'orruption detected',
    'Corruption of in-memory data',
    'group descriptors corrupted',
    'bad extra_isize',
    'hecksum invalid',
    'checksumming failed',
    'parent transid verify failed',
    'deleted inode referenced',
    'corrupt root inode',
    'bad block bitmap checksum',
    'bad entry in directory',
    'nvalid checksum recovering',
    'ilesystem corruption was detected',
    'mounting fs with errors',
    'bg descriptor inconsistent',
    'bad inode bitmap checksum',
    'bad geometry',
    'log mount failed',
    'failed to find log head',
    'failed to locate log tail',
    'log has mismatched uuid',
    'failed to verify superblock',
    'invalid superblock checksum',
    'ext4_check_descriptors: ',
    'failed checksum',
    'in need of filesystem check',
    'error loading journal',
    'ournal checksum error',
    'etadata CRC error detected',
    'XFS_WANT_CORRUPTED',
    'bad tree block start',
    'corrupt leaf',
    'corrupt node',
    'level verify failed',
    'first key mismatch detected',
    'time tree block corruption detected',
    'checksum verify failed',
    'Mismatch valid blocks',
    'invalid crc',
    'Failed to start File System Check',
    'Failed to start systemd-fsck',
    'run fsck to fix',
    'valid F2FS checkpoint',
    // EFSBADCRC and EUCLEAN, where a delayed write finds the damage (fs/ext4/inode.c).
    'with error 117',
    'with error 74',
    // Structures that do not fit each other: fs/ext4 extents.c, ialloc.c, mballoc.c, xattr.c, namei.c.
    'bad header/extent',
    'bit already cleared for inode',
    'freeing already freed block',
    'overlap fs metadata',
    'mapped to illegal pblock',
    'orphan list check failed',
    'corrupted xattr block',
    'doubly allocated?',
    'corrupted in-inode xattr',
    'checksumming directory block',
    'directory leaf checksum',
    'bogus i_mode',
    'bad i_size value',
    'no journal found',
    'journal block not found at offset',
    ': invalid block',
    'Inconsistent error blkaddr',
    // EFSCORRUPTED and EFSBADCRC in XFS's own words, and where it met what cannot be (xfs_error.c).
    'returned error -117',
    'returned error -74',
    'SB validate failed with error -117',
    // fs/xfs/xfs_log.c: the log would not follow, or what is on disk is newer than it.
    'mount/recovery failed: error -117',
    'mount/recovery failed: error -74',
    'ahead of current LSN',
    'SB validate failed with error -74',
    'nternal error xfs_',
    'nternal error XFS_',
    // fs/jbd2/recovery.c; fs/btrfs/disk-io.c, of trees that do not look like any.
    ' is corrupt.',
    'failed to read chunk root',
    'failed to read chunk tree',
    'failed to read block groups',
  ],
  // Databases and downloads speak of corruption and checksums as well.
  /tructure needs cleaning|super-?block|EXT4-fs|XFS|BTRFS|F2FS|JBD2|fsck|mount|File System Check/i,
)
/**
 * What a check finds that no power cut leaves to a journal: e2fsck (e2fsck/problem.c), xfs_repair
 * (xfsprogs repair/dino_chunks.c, dinode.c, phase6.c), `btrfs check` (btrfs-progs check/main.c).
 */
export const checkFound = lines([
  'has corrupt extent header',
  'has an invalid extent node',
  'has deleted/unused inode',
  'ultiply-claimed block',
  'Unattached inode ',
  'Unconnected directory inode',
  'has illegal block(s)',
  'Root inode is not a directory',
  'imap claims a free inode',
  'references free inode',
  'bad CRC for inode ',
  'bad version number 0x',
  ' mismatch on inode ',
  'errors found in extent allocation tree',
  'errors found in fs roots',
])
/** e2fsck -n looks at what is being written: what it then finds is no damage. */
export const checkedMounted = lines(
  ['skipping journal recovery', 'Warning!  '],
  /skipping journal recovery because doing a read-only|Warning! {2}\S+ is (?:mounted|in use)/,
)
