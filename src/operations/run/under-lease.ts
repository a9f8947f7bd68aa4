import { journalIdentity } from '#src/journal/identity.ts'
import { takeLease } from '#src/steps/cluster-lease.ts'
import { pause, type RunSite } from './site.ts'
import { underLock } from './under-lock.ts'

/**
 * Does `work`, which changes the cluster, while this process holds the lock of the journal and,
 * where the API answers, the Lease in the cluster. The Lease is asked for again before each step.
 *
 * @throws cluster error `locked`; exit 75
 */
export async function underLease<T>(
  site: RunSite,
  doing: string,
  work: (site: RunSite) => Promise<T>,
): Promise<T> {
  return underLock(site, doing, async () => {
    const { journal, kube, signal, clock } = site
    const lease = await takeLease({
      kube,
      holder: `${site.who} ${journalIdentity(journal.folder)}`,
      doing,
      signal,
      now: () => clock.now(),
      sleep: (milliseconds) => pause(site, milliseconds),
      say: (text) => site.beforeRun(text),
    })
    const { absent: reason } = lease
    journal.append({
      kind: 'lease',
      ...(reason === undefined ? { state: 'taken' } : { state: 'absent', reason }),
    })
    try {
      return await work({ ...site, lease })
    } finally {
      await lease.giveBack()
    }
  })
}
