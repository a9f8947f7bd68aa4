import type { Told } from '../../../told/saying.ts'

/** How people tell of a file system that is damaged while the disk below it is well. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:file ?systems?|partitions?|ext4|xfs|btrfs|FAT(?:32)?|superblock|journal|inodes?|files?|volumes?|device-tree|fsck|e2fsck|xfs_repair|DTB|image|configs?)\b/i,
      says: /\b(?:zero[- ]bytes?\b(?! free)|FSCK\w*\.REC|truncated to (?:zero|0)|(?:run|ran|running|needs?|needed|had to|fix\w*|repair\w*|again)\b.{0,70}\b(?:(?:e2)?fsck\S*|xfs_repair)|\b(?:fsck|e2fsck|xfs_repair)\b.{0,30}\b(?:reported|found|fixed|repaired|shows?|showed|lists?)\b.{0,20}\b(?:hundreds|thousands|lots|many|dozens|several|(?<!\bno )errors|inodes)|\b(?:superblock|journal|file ?system|partition)\b.{0,12}\b(?:was|is|were|got|became|is now) (?:\w+ )?(?:damaged|destroyed|inconsistent)|\b(?:fsck|e2fsck|xfs_repair) (?:has |had )?(?:repaired|fixed) (?:it|them|that|the|this)\b|\bonly\b.{0,24}\bafter (?:running |a |an )?(?:fsck|e2fsck|xfs_repair)\b|beyond repair|corrupt(?:ed|ion)?\b(?=.*\b(?:fsck|repair|superblock|journal|inode|zero-byte)))/i,
      // The mounter's own sentence is read as a line.
      not: /\b(?:prevent|avoid|minimi[sz]e|less likely|but could not correct them)\b/i,
      unless:
        /\b(?:I\/O errors?|under-?volt\w*|0x50005|mmc\d|SD card (?:died|failing|worn)|reallocated_sector_ct=[1-9])\b(?<!no I\/O errors)/i,
    },
  ],
}
