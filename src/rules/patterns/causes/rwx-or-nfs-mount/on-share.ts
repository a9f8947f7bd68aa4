import { lines, pastedLines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** A share on the list of mounts, and what is a fault of the share only where there is one. */
export const onShare = {
  /** How an NFS mount is listed; only it has a count of repetitions (nfs(5)). */
  nfsListed: pastedLines(
    ['retrans=', ' type nfs'],
    /\S:\/\S*.*\btimeo=\d+,retrans=\d|\S:\/\S* on \/\S* type nfs4?\b/,
  ),
  /** The server takes root for nobody, who may not give files away. */
  notGiven: lines(
    'peration not permitted',
    /\b(?:chown|chgrp|chmod|changing (?:the )?(?:ownership|owner|group|permissions))\b.*peration not permitted/,
  ),
  /** What somebody noted of processes: they wait in the kernel for a file. */
  waiting: pastedLines(
    ['D-state', 'D state', 'state D', 'ninterruptible', 'ninterruptable'],
    /^(?!.*\b(?:[Nn]o|[Nn]ot|[Nn]one|[Ww]ithout)\b).*(?:\bD[- ]state\b|\bstate D\b|[Uu]ninterrupt[ai]ble)/,
  ),
  /** Prometheus (cmd/prometheus/main.go) warns of an NFS mount at each start. */
  warned: lines('NFS_SUPER_MAGIC'),
  /** What it then finds broken is that mount's doing (tsdb/db.go, wlog). */
  logBroken: lines(
    [
      'WAL read error',
      'orruption in segment',
      'Starting corruption repair',
      'opening storage failed',
      'compaction failed',
      'Scrape commit failed',
    ],
    /WAL read error|[Cc]orruption in segment|Starting corruption repair|opening storage failed|compaction failed|Scrape commit failed/,
  ),
}

export type OnShare = Read<typeof onShare>

/** A mount that is listed is well, as long as nobody hangs or is refused. */
export function seenOnShare(seen: OnShare): readonly Reason[] {
  const { nfsListed, waiting, notGiven, warned, logBroken } = seen
  if (warned.length > 0 && logBroken.length > 0) return [...warned, ...logBroken]
  const amiss = nfsListed.length > 0 ? [...waiting, ...notGiven] : []
  return amiss.length > 0 ? [...amiss, ...nfsListed] : []
}
