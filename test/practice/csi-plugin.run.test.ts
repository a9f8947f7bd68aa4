import { expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { chooseCure } from '#src/operations/fix.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import volumesDoNotMount from '#src/practice/scenarios/volumes-do-not-mount.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { podsOf } from '#test/support/practice-drain.ts'
import { practiceSite } from '#test/support/practice-site.ts'

const cause = 'longhorn-csi-driver-not-registered'
const here = practiceSite(volumesDoNotMount)

/** What `bramble fix` would carry out, without its question. */
async function fix(stopOn?: RegExp) {
  const waits: string[] = []
  const look = {
    config: here.home.configuration,
    env: { ...process.env, XDG_STATE_HOME: here.home.folder },
    cwd: here.home.folder,
    timeoutMilliseconds: 60_000,
    signal: new AbortController().signal,
    onProgress: () => {},
  }
  const chosen = await chooseCure(cause, look)
  if (chosen.kind !== 'goal') throw new Error('no goal cures it')
  return here.onSite(async (site) => {
    const { digest } = await makePlan({ goal: chosen.goal, accept: [] }, site)
    const events: RunSite['events'] = (event) => {
      if (event.kind !== 'waiting') return
      waits.push(`${event.title}: ${event.reason}`)
      if (stopOn?.test(event.reason)) site.journal.append({ kind: 'cancel-requested' }, event.run)
    }
    const end = await applyHere(digest, { ...site, events }, async () => 'pi@desk')
    return { goal: chosen.goal, end, waits }
  })
}

async function found(): Promise<readonly string[]> {
  const argv = ['diagnose', '--json', '--config', here.home.configuration, '--timeout', '60s']
  const { out } = await runInProcess(argv, here.home.folder)
  const { findings } = JSON.parse(out) as Diagnosis
  return findings.filter(({ clearedAt }) => clearedAt === undefined).map((one) => one.cause)
}

const photos = () =>
  podsOf(here.cluster.api).find(({ metadata }) => metadata.labels?.['app'] === 'immich')

function nodeOfPhotos(): string {
  return (photos()?.spec as { nodeName?: string } | undefined)?.nodeName ?? ''
}

function phaseOfPhotos(): unknown {
  return (photos() as { status?: { phase?: string } } | undefined)?.status?.phase
}

test('another pod of the plugin ends it: the photos run, and nothing is found any more', async () => {
  expect(await found()).toContain(cause)
  expect(phaseOfPhotos()).toBe('Pending')
  const node = nodeOfPhotos()
  const { end, goal } = await fix()
  expect(goal).toMatchObject({ name: 'restart-csi-plugin', target: node })
  expect(end).toMatchObject({ outcome: 'done' })
  // The kubelet tries its mounts again, and starts what waited.
  here.cluster.world.clock.advance(120)
  expect(phaseOfPhotos()).toBe('Running')
  expect(await found()).not.toContain(cause)
}, 120_000)

test('where the new plugin fails as well, the run waits for it and does not end well', async () => {
  const node = nodeOfPhotos()
  const { faults, clock } = here.cluster.world
  faults.set('longhorn-csi-plugin', { kind: 'crash', exitCode: 1, reason: 'Error' }, node)
  clock.advance(3600)
  expect(await found()).toContain(cause)
  // What is mounted stays mounted.
  expect(phaseOfPhotos()).toBe('Running')
  // Nobody has to sit through the three minutes: what is waited for is told at once.
  const { end, waits } = await fix(/does not name|not Ready/)
  expect(end).toMatchObject({ outcome: 'stopped' })
  expect(waits.join('\n')).toMatch(/CSI plugin.*: .*(not Ready|does not name)/)
}, 120_000)
