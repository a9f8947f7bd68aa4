import { takeLock } from '#src/journal/lock.ts'
import type { RunSite } from './site.ts'

/**
 * Does `work` while this process holds the lock of the cluster's journal. That is enough for what
 * changes nothing but the journal; what changes the cluster takes the Lease as well.
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
