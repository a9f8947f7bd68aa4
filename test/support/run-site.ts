import { collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import { collectObserver } from '#src/collect/observer.ts'
import { openJournal } from '#src/journal/journal.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Configuration } from '#src/model/config.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { lookAtPower, openNodePower } from '#src/operations/run/power.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'

interface Options {
  readonly kubeconfig: string
  readonly folder: string
  readonly events?: (event: RunEvent) => void
  readonly stop?: AbortSignal
  /** bramble.yaml, where power is switched. */
  readonly configuration?: Configuration
  /** Waits take at most this long. */
  readonly longestSleepMilliseconds?: number
}

/** Everything that a run needs, over the real door, for tests that run against a real API. */
export async function openSite(options: Options): Promise<RunSite & { close(): Promise<void> }> {
  const kube = openKubernetesDoor(await loadKubeconfig({ path: options.kubeconfig }))
  const journal = openJournal({ folder: options.folder, who: 'test', clock: systemClock })
  const ssh = openSsh([])
  const signal = new AbortController().signal
  const { longestSleepMilliseconds: longest, configuration } = options
  const around = { configuration, ownNode: undefined }
  const source = { configuration, env: process.env, signal }
  const look = async (): Promise<Observation> => {
    const takenAt = new Date().toISOString()
    const { evidence, coverage } = await collectKubernetes(kube, {
      clock: systemClock,
      deadlineMilliseconds: 20_000,
      forPlans: true,
      redact: (text) => ({ text, redacted: 0 }),
    })
    return {
      schema: 'bramble/observation/1',
      cluster: 'test',
      takenAt,
      evidence: [...evidence, await collectObserver(takenAt)],
      coverage: [...coverage],
    }
  }
  return {
    cluster: 'test',
    journal,
    clock: systemClock,
    kube,
    ssh,
    keepKubeconfig: () => Promise.reject(new Error('no test asks for one')),
    replaceKubeconfig: () => Promise.reject(new Error('no test asks for one')),
    nodeNames: [],
    around,
    who: 'test',
    pid: process.pid,
    signal,
    stop: options.stop ?? signal,
    events: options.events ?? (() => {}),
    beforeRun: () => {},
    ...(longest !== undefined && {
      sleep: (milliseconds) =>
        new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, longest))),
    }),
    power: (node, say) => openNodePower(node, source, say),
    witness: look,
    async observe({ outlets = [] } = {}) {
      const power = { ...source, clock: systemClock, timeoutMilliseconds: 5000, journal }
      const seen = await look()
      return { ...seen, evidence: [...seen.evidence, ...(await lookAtPower(outlets, power))] }
    },
    async close() {
      journal.close()
      await ssh.close()
      await kube.close()
    },
  }
}
