import * as z from 'zod'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { collectObserver } from '#src/collect/observer.ts'
import { cancelRequested, stepStateOf } from '#src/journal/run-state.ts'
import { BrambleError, clusterError } from '#src/model/error.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { observers } from '#src/model/facts/observer.ts'
import { waitForNewBoot } from '#src/steps/new-boot.ts'
import { rebootRequest } from '#src/steps/reboot-order.ts'
import type { RunEnd } from './carrying.ts'
import { resume } from './resume.ts'
import { pause, type RunSite } from './site.ts'

const OwnReboot = z.object({ node: z.string(), bootId: z.string(), isOwn: z.literal(true) })
type OwnReboot = z.infer<typeof OwnReboot>

/**
 * Goes on with a run that went down with the node that it had told to start again. Nothing else is
 * gone on with: not what somebody stopped, nor what ended for another reason. Undefined where this
 * run is no such run.
 *
 * @throws what `resume` throws; cluster error `interrupted`
 */
export async function resumeAfterBoot(run: number, site: RunSite): Promise<RunEnd | undefined> {
  const reboot = rebootThatEnded(run, site)
  if (!reboot || (await runningBoot()) === reboot.bootId) return undefined
  await untilItIsBack(reboot, site)
  return resume(run, site)
}

/** The boot that the run had ordered to end when its process did. */
function rebootThatEnded(run: number, { journal }: RunSite): OwnReboot | undefined {
  const { state, digest } = journal.run(run)
  const entries = journal.entries({ run })
  if ((state !== 'unfinished' && state !== 'stopped') || cancelRequested(entries)) return undefined
  const { steps } = journal.plan(digest).plan
  const place = steps.findIndex((_, one) => stepStateOf(one, entries).state !== 'done')
  const reboot = OwnReboot.safeParse(steps[place]?.input).data
  const isOrdered = entries.some(
    ({ happening }) =>
      happening.kind === 'request-intended' &&
      happening.place === place &&
      happening.request === rebootRequest(reboot?.node ?? '') &&
      happening.subject === reboot?.bootId,
  )
  return isOrdered ? reboot : undefined
}

async function runningBoot(): Promise<string | undefined> {
  const takenAt = new Date().toISOString()
  const index = indexEvidence([await collectObserver(takenAt)], [], Date.parse(takenAt))
  return factsOf(index, observers)[0]?.bootId
}

/**
 * The API of the only server comes up with this board. Asked before, its gates would answer that
 * nothing is known. What is not so in time, the run's own steps say.
 */
async function untilItIsBack({ node, bootId }: OwnReboot, site: RunSite): Promise<void> {
  const sleep = async (milliseconds: number) => {
    await pause(site, milliseconds)
    if (site.stop.aborted)
      throw clusterError('interrupted', 'It was stopped while it waited for its node.')
  }
  try {
    await waitForNewBoot(node, bootId, { ...site, sleep, say: (text) => site.beforeRun(text) })
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind !== 'cluster') throw error
    if (error.code === 'interrupted') throw error
  }
}
