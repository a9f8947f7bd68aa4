import { hostname, userInfo } from 'node:os'
import { journalFolder } from '#src/journal/folder.ts'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Approvals } from '#src/model/config/approvals.ts'
import { lookAtApi } from '../look-at-api.ts'
import type { LookOptions } from '../observe.ts'
import { openCluster } from '../open-cluster.ts'
import type { RunEvent, RunSite } from './site.ts'

export interface SiteOptions extends LookOptions {
  onEvent(event: RunEvent): void
  /** Aborts when somebody asks the run to stop at the next good place. */
  readonly stop: AbortSignal
}

/** `pi@desk`: stands in the lock and in every entry. */
function whoIsThis(): string {
  return `${userInfo().username}@${hostname()}`
}

/** Opens what it takes to change a cluster, and closes it again however `use` ends. */
export async function withSite<T>(
  options: SiteOptions,
  use: (site: RunSite, approvals: Approvals | undefined) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(options)
  const kube = await cluster.kubernetes()
  const who = whoIsThis()
  const journal = openJournal({
    folder: journalFolder(cluster.name, options.env),
    who,
    clock: systemClock,
  })
  try {
    const site: RunSite = {
      cluster: cluster.name,
      journal,
      clock: systemClock,
      kube,
      who,
      pid: process.pid,
      events: (event) => options.onEvent(event),
      stop: options.stop,
      signal: options.signal,
      observe: () => lookAtApi(kube, cluster.name, options),
    }
    return await use(site, cluster.configuration?.approvals)
  } finally {
    journal.close()
    await cluster.close()
  }
}

/** Opens only the journal: what was done can be read while the cluster is down. */
export async function withJournal<T>(
  options: LookOptions,
  use: (journal: Journal) => T,
): Promise<T> {
  const cluster = await openCluster(options)
  const folder = journalFolder(cluster.name, options.env)
  const journal = openJournal({ folder, who: whoIsThis(), clock: systemClock })
  try {
    return use(journal)
  } finally {
    journal.close()
    await cluster.close()
  }
}
