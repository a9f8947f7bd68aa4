import { lines } from '#src/model/line.ts'

const notConnected = '[Tt]ransport endpoint is not connected'
const fuseGoneOf = [
  String.raw`(?:kubernetes\.io~|/globalmount|/volume-subpaths/)\S*: ${notConnected}`,
  String.raw`(?:^|[\s#$])(?:ls|df|stat|cp|mv|rm|du|cd|cat|tar|find|touch|mkdir|rsync)\b.*: ${notConnected}`,
  // Go's os.PathError and what wraps it, with the name bare, quoted or in brackets.
  String.raw`\b(?:open(?:at)?|read|write|l?stat|statfs|mkdir|chdir(?: to cwd)?|readdirent|readlink|rename|unlinkat|remove|chmod|chown|truncate|f?sync|fdatasync|close|getwd|mmap|flock|lock|access|exec) [("]*\\?"?/[^\s:]*: ${notConnected}`,
  // Python names the file behind the words, C and Java before them; PostgreSQL names no root.
  String.raw`\[Errno 107\] ${notConnected}: ['"b]`,
  String.raw`could not (?:open|read|write|fsync|stat|access|remove|rename)\b.*"[^"]*": ${notConnected}`,
  // libuv has words of its own for the number.
  'ENOTCONN: socket is not connected, (?:open|l?stat|scandir|read|write|mkdir|access|unlink|rename)\\b',
]

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
  /**
   * Its process died and the mount stays: a driver whose pod was replaced, sshfs, rclone. Of a file
   * nobody but FUSE says so; of a socket everybody does, and names no path or the socket's own.
   */
  fuseGone: lines(
    ['ransport endpoint is not connected', 'ENOTCONN: socket is not connected, '],
    new RegExp(fuseGoneOf.join('|')),
  ),
}

/** mount.cifs: an account, a share or an option that the server does not take. */
export const smbPlain = /\bmount error\((?:2|13|22|95)\): /
