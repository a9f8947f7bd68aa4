import { takeLock } from '#src/journal/lock.ts'
import type { RunSite } from './site.ts'

/**
 * Does `work` while this process holds the cluster's lock. The Lease in the cluster and the lock
 * files on touched nodes belong here too: they are taken after the journal's lock and given back
 * before it.
 *
 * @throws cluster error `locked`; exit 75
 */
export async function underLock<T>(
  site: RunSite,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  const since = new Date(site.clock.now()).toISOString()
  const lock = takeLock(site.journal.folder, { who: site.who, pid: site.pid, doing, since })
  try {
    return await work()
  } finally {
    lock.release()
  }
}
