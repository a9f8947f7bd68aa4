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
}

export type OnShare = Read<typeof onShare>

/** A mount that is listed is well, as long as nobody hangs or is refused. */
export function seenOnShare({ nfsListed, waiting, notGiven }: OnShare): readonly Reason[] {
  const amiss = nfsListed.length > 0 ? [...waiting, ...notGiven] : []
  return amiss.length > 0 ? [...amiss, ...nfsListed] : []
}
