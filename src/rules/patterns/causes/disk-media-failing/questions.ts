import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** drivers/ata/libata and drivers/scsi/scsi_error.c: commands that neither the disk nor its link explains. */
  linkOrDisk: lines([
    'COMRESET failed',
    'failed to IDENTIFY',
    'error: { ICRC',
    'interface fatal error',
    '(ATA bus error)',
    '(HSM violation)',
    'Emask 0x4 (timeout)',
    'limiting SATA link speed to',
    ' BadCRC ',
    'connection status changed',
    'PHY RDY changed',
    'PHYRdyChg',
    'qc timeout (cmd ',
    'Medium access timeout failure',
  ]),
  /** `zpool status` of a pool that lives on the rest: lib/libzfs/libzfs_status.c, cmd/zpool. */
  poolShort: pastedLines(
    ['DEGRADED', 'SUSPENDED'],
    /^\s*(?:state:|[\w.-]+)\s+(?:DEGRADED|SUSPENDED)\b/,
  ),
  /** smartmontools src/smartd.cpp: the log counts errors of the link as well, and a disk that sleeps gives no answer. */
  counted: lines([
    'ATA error count increased from',
    'failed to read SMART Attribute Data',
    'NVMe error count increased from',
    'number of Error Log entries increased',
    'DegradedArray event had been detected',
    'cannot read SMART data from device',
  ]),
}

/** What is asked where nothing else was heard. */
export function ask(found: Read<typeof questions>): PatternOutcome {
  if (found.linkOrDisk.length > 0)
    return unknown(
      'a disk does not answer its commands: the disk itself, its cable or bridge, or its supply',
      {
        next: 'journalctl -k | grep -iE "ata[0-9]|usb |sd[a-z]|voltage"; lsblk -o NAME,TRAN,MODEL; smartctl -a /dev/DEVICE',
      },
    )
  if (found.counted.length > 0)
    return unknown(
      'a disk had an error, left its array or gave no answer: bad sectors, the cable or bridge, or a disk that sleeps',
      {
        next: 'smartctl -x /dev/DEVICE | grep -iE "Pending|Realloc|Uncorrect|CRC|Error [0-9]"; journalctl -k | grep -iE "ata[0-9]|usb |sd[a-z]"',
      },
    )
  if (found.poolShort.length > 0)
    return unknown(
      'a ZFS pool lacks a device: it failed, it dropped off its link, or somebody took it out',
      {
        next: 'zpool status -v; zpool history | tail; lsblk -o NAME,TRAN,SERIAL; journalctl -k | grep -iE "nvme|ata[0-9]|usb |I/O error"',
      },
    )
  return noMatch
}

export const faultedInPool = unknown(
  'ZFS gave a disk up after too many errors: the disk, its cable or bridge, or its power',
  {
    next: 'zpool status -v; journalctl -k | grep -iE "I/O error|nvme|usb |ata[0-9]"; smartctl -a /dev/DEVICE',
  },
)

export const programsUnreadable = unknown(
  'programs of the node cannot be read any more: its boot disk or card fails, or has dropped off',
  { next: 'cat /proc/kmsg; lsblk -o NAME,TRAN,MODEL,MOUNTPOINTS; at the console, before a reboot' },
)
