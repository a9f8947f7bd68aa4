import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** longhorn-share-manager pkg/server: said each few seconds until the volume is attached. */
  shareWaits: lines('aiting with nfs server start, volume is not attached'),
  /** The same program, as soon as it is. */
  shareStarts: lines('tarting nfs server, volume is ready for export'),
  /** longhorn-share-manager: whoever cannot renew its lease is replaced. */
  leaseLost: lines('Failed to renew share-manager lease'),
  /** longhorn/cli pkg/local/preflight, and environment_check.sh before: only shared volumes need it. */
  clientMissing: pastedLines(
    ['[Packages] nfs-', '[NFSv4] NFS4 is not supported', 'nfs-common is not found in'],
    /\[Packages\] nfs-(?:common|utils|client) is not installed|\[NFSv4\] NFS4 is not supported|nfs-common is not found in/,
  ),
  /** net/sunrpc/clnt.c: the list of open calls that somebody asked the kernel for (rpc_debug). */
  callsWait: lines(
    ['q:xprt_pending', 'q:xprt_sending', 'a:call_connect'],
    /nfsv\d \w+ a:call_\w+ \[sunrpc\] q:xprt_(?:pending|sending)/,
  ),
  /** systemd src/core/mount.c: of a unit that an entry in fstab became. */
  unitFailed: lines(
    ['Mounting timed out', 'Mount process exited', 'Dependency failed for Remote File Systems'],
    /\.mount: (?:Mounting timed out|Mount process exited, code=exited, status=32)|Dependency failed for Remote File Systems/,
  ),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.shareWaits.length > 0 && found.shareStarts.length === 0)
    return unknown(
      'a share manager waits for its volume: it is being attached, or no engine of it runs on that node',
      {
        next: 'kubectl -n longhorn-system get volumes.longhorn.io; kubectl get volumeattachments; kubectl -n longhorn-system get pods -l longhorn.io/component=share-manager -o wide',
      },
    )
  if (found.leaseLost.length > 0)
    return unknown(
      'a share manager does not reach the API in time: the server is busy, or the network or the name service of its node fails',
      {
        next: 'kubectl get --raw /readyz?verbose; kubectl get nodes; kubectl -n longhorn-system get pods -l longhorn.io/component=share-manager -o wide',
      },
    )
  if (found.clientMissing.length > 0)
    return unknown(
      'a node has no NFS client: its pods can use no shared (RWX) volume and no backup store on NFS',
      {
        next: 'kubectl get pvc -A | grep -E "RWX|ROX"; on that node: dpkg -l nfs-common; modprobe nfsv4',
      },
    )
  if (found.callsWait.length > 0)
    return unknown(
      'NFS calls wait for their server, or for a connection to it: for a moment, or for ever',
      {
        next: 'on that node: ss -tno "dport = :2049"; rpcinfo -t SERVER nfs 4; journalctl -k | grep "nfs: server"; the same mount from another node',
      },
    )
  if (found.unitFailed.length > 0)
    return unknown(
      'systemd could not mount what fstab names: a share whose server does not answer, or a disk',
      {
        next: "systemctl list-units --failed --type=mount; findmnt --fstab; on that unit: journalctl -b -u 'MOUNT.mount'; ping the server that it names",
      },
    )
  return noMatch
}
