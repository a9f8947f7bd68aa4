import { afterAll, beforeAll } from 'vitest'
import type { RunEvent } from '#src/model/run-event.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { withSite } from '#src/operations/run/with-site.ts'
import { type PracticeCluster, startPracticeCluster } from '#src/practice/cluster.ts'
import { type PracticeHome, writePracticeHome } from '#src/practice/home.ts'
import healthy from '#src/practice/scenarios/healthy.ts'

/** A healthy practice cluster for all tests of a file, and what somebody who has it has on disk. */
export interface PracticeSite {
  readonly cluster: PracticeCluster
  readonly home: PracticeHome
  /** Waits of a run let practice time pass, and hardly any of ours. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** With the doors and the journal that `bramble` would have there. */
  onSite<T>(use: (site: RunSite) => Promise<T>, onEvent?: (event: RunEvent) => void): Promise<T>
}

const speed = 6

/** Opened before the first test of the file that calls this, and gone after the last. */
export function practiceSite(scenario = healthy): PracticeSite {
  let opened: Pick<PracticeSite, 'cluster' | 'home'> | undefined
  beforeAll(async () => {
    const cluster = await startPracticeCluster(scenario)
    opened = { cluster, home: await writePracticeHome(cluster) }
  }, 60_000)
  afterAll(async () => {
    await opened?.cluster.close()
    await opened?.home.remove()
  })
  const here = () => {
    if (!opened) throw new Error('the practice cluster starts before the first test')
    return opened
  }
  const sleep = async (milliseconds: number) => {
    here().cluster.world.clock.advance((milliseconds / 1000) * speed)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    get cluster() {
      return here().cluster
    },
    get home() {
      return here().home
    },
    sleep,
    onSite(use, onEvent = () => {}) {
      const { configuration, folder } = here().home
      const never = new AbortController().signal
      return withSite(
        {
          config: configuration,
          env: { ...process.env, XDG_STATE_HOME: folder },
          cwd: folder,
          timeoutMilliseconds: 60_000,
          signal: never,
          stop: never,
          onProgress: () => {},
          onEvent,
        },
        (site) => use({ ...site, sleep }),
      )
    },
  }
}
