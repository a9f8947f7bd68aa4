import { lines } from '#src/model/line.ts'

/** Shares that are no NFS: SMB, and what a process serves by FUSE. */
export const otherShares = {
  /** The kernel's client of SMB (fs/smb/client: connect.c, transport.c, sess.c), `CIFS VFS` up to 5.2. */
  smbClient: lines(
    ['CIFS: ', 'CIFS VFS'],
    /CIFS:? .*(?:has not responded in \d+ seconds|cifs_mount failed w\/return code|Error connecting to (?:IPv[46] )?socket|sends on sock .*stuck for|Error -\d+ sending data on socket|Send error in SessSetup = -|failed to connect to IPC|BAD_NETWORK_NAME|STATUS_(?:LOGON_FAILURE|ACCESS_DENIED|BAD_NETWORK_NAME|PASSWORD_EXPIRED|ACCOUNT_LOCKED_OUT))/,
  ),
  /** cifs-utils mount.cifs.c, as the kubelet and the driver of SMB pass it on. */
  smbMount: lines(
    'mount error',
    /\bmount error(?:\(\d+\): |: (?:could not resolve address for |cifs filesystem not supported))/,
  ),
  /** Its process died and the mount stays: a driver whose pod was replaced, sshfs, rclone. */
  fuseGone: lines(
    'ransport endpoint is not connected',
    /(?:kubernetes\.io~|\/globalmount|\/volume-subpaths\/)\S*: [Tt]ransport endpoint is not connected|(?:^|[\s#$])(?:ls|df|stat|cp|mv|rm|du|cd|cat|tar|find|touch|mkdir|rsync)\b.*: [Tt]ransport endpoint is not connected/,
  ),
}

/** mount.cifs: an account, a share or an option that the server does not take. */
export const smbPlain = /\bmount error\((?:2|13|22|95)\): /
