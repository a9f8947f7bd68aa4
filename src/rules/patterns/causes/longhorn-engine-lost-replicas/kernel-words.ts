import { lines } from '#src/model/line.ts'

/** The kernel's side of a Longhorn device whose engine went away (drivers/scsi). */
export const sessionLost = lines(
  [
    'session recovery timed out',
    'recv timeout',
    'ping timeout of',
    'Nop-out timed',
    'NOP timeout',
    'NOP time-out',
  ],
  /session\d+: session recovery timed out|ping timeout of \d+ secs expired|Nop-out timed ?out after|NOP time-?outs?\b.*iSCSI|iSCSI.*NOP time-?out/,
)
/** The first word of it; and the last one of each volume that is detached. */
export const connectionEnded = lines(
  ['detected conn error', 'ISCSI_ERR_TCP_CONN_CLOSE'],
  /connection\d+:\d+: detected conn error|reported iSCSI connection \d+:\d+ error/,
)
export const offlineDevice = lines(
  ['rejecting I/O to offline device', 'Detected aborted journal', 'I/O error'],
  /\bsd [\d:]+: .*rejecting I\/O to offline|\(?device sd[a-z]+\)?|EXT4-fs.*\(sd[a-z]+\)|XFS \(sd[a-z]+\)/,
)
/** Longhorn's target shows a volume as LUN 1 (longhorn#7206), where a disk of the node is LUN 0. */
export const volumeLun = lines(
  [
    'rejecting I/O to offline device',
    'Sense Key : Medium Error',
    'DID_TRANSPORT_',
    'timing out command, waited',
  ],
  /\bsd \d+:0:0:1: /,
)
/** A case with two disks shows the second as LUN 1 as well; its link then speaks of USB. */
export const usbTrouble = lines([
  'uas_eh_',
  'reset SuperSpeed',
  'reset high-speed USB',
  'USB disconnect',
])
/** The NFS server of a share manager pod writes to its volume, and to nothing else. */
export const shareVolume = lines('comm ganesha.nfsd', /EXT4-fs error \(device sd[a-z]+\)/)
/** fs/ext4/ext4_jbd2.c: what all say that still write to a file system whose journal has ended. */
export const journalEnded = lines('Journal has aborted', /EXT4-fs error \(device sd[a-z]+\d*\)/)
/** open-iscsi usr/iscsid.c: the session came back by itself. */
export const sessionBack = lines('is operational after recovery')
export const readOnlyVolume = lines(
  ['FilesystemReadOnly', 'ead-only file system', 'EXT4-fs (sd'],
  /FilesystemReadOnly|\/(?:pvc-|volumes\/kubernetes\.io~csi).*[Rr]ead-only file system|EXT4-fs \(sd[a-z]+\): Remounting filesystem read-only/,
)
