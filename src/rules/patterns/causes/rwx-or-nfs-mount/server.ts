import { type LogLine, lines } from '#src/model/line.ts'

/** What the server of a share tells, or is asked. */
export const server = {
  /** The server's own daemon did not come up, or has nothing to offer (nfs-utils, systemd, Ganesha). */
  serverDown: lines(
    [
      'rpc.nfsd',
      'nfs-server',
      'nfs-kernel-server',
      'rpc.mountd',
      'does not support NFS export',
      'exportfs: ',
      'init_export_root :EXPORT',
      'No export entries found',
      'no valid export',
    ],
    /init_export_root :EXPORT :CRIT|No export entries found|NFS.*\bno valid exports?\b|exportfs: (?:.*(?:does not support NFS export|requires fsid=)|\S+:\d+: (?:unknown keyword|syntax error)|Failed to (?:stat|resolve) )|rpc\.(?:nfsd|mountd)(?:\[\d+\])?: .*(?:error|refused \w+ request from|[Uu]nable|[Cc]an(?:no|')t|failed)|nfs-(?:kernel-)?server(?:\.service)?\b.*(?:Failed with result|[Ff]ailed to start|\bfailed\b)/,
  ),
  /**
   * nfs-subdir-external-provisioner: it may not write to the export, or its own mount has gone stale.
   */
  unprovisioned: lines('unable to create directory to provision new pv', /^(?!.*[Nn]o space left)/),
  /**
   * nfs-utils utils/showmount, libtirpc: nobody at the server has registered for mounts, or nobody
   * listens there. A time-out is a firewall's as well.
   */
  unregistered: lines(
    'clnt_create: RPC',
    /clnt_create: RPC: (?:Program not registered|.*Connection refused)/,
  ),
  /** The server turns a client away: its exports do not name it (nfs-utils utils/mountd). */
  refused: lines('refused mount request'),
  /** rpcinfo: what a server has registered. One that serves NFS has program 100003. */
  registered: lines(
    ['portmapper', '  nfs', '100003'],
    /^[#\s]*(?<program>\d{6})\s+\d+\s+(?:tcp|udp)6?\s+\d+\s+\S+/,
  ),
}

/** A server that answers rpcinfo, and has no NFS to offer. */
export function withoutNfs(registered: readonly LogLine[]): readonly LogLine[] {
  return registered.some(({ groups }) => groups['program'] === '100003') ? [] : registered
}
