import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isolationOf } from '#src/model/isolation.ts'
import type { Acceptance } from '#src/model/plan.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import { type Board } from '#src/practice/world/board.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { openWorldSiteWithSsh, type WorldSite } from '#test/support/world-site.ts'
import { cancel } from './cancel.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

/** `isolate` and `rejoin` on boards that answer SSH. Each test leaves its board in the cluster. */
let here: WorldSite

beforeAll(async () => {
  here = await openWorldSiteWithSsh(120)
}, 240_000)
afterAll(() => here.close())

/** Rebuilds of the test before end first. */
const rebuildSeconds = 3600
beforeEach(() => here.world.clock.advance(rebuildSeconds))

const goalOf = (name: string, target: string) => ({
  name,
  target,
  options: name === 'isolate' ? { for: '10m' } : {},
})

async function carryOut(
  name: string,
  target: string,
  site: RunSite = here.site,
  accept: Acceptance[] = [],
) {
  const { digest } = await makePlan({ goal: goalOf(name, target), accept }, site)
  return applyHere(digest, site, async () => 'pi@desk')
}

const board = (name: string): Board => boardNamed(here.world, name)
const unitOf = (name: string) => board(name).unit(board(name).k3sUnit)
const nodeOf = (name: string) => nodeNamed(here.world.store, name)
const noteOf = (name: string) =>
  isolationOf(nodeOf(name)?.metadata['annotations'] as Record<string, string>)
const stepsOf = async (name: string, target: string) =>
  (await makePlan({ goal: goalOf(name, target), accept: [] }, here.site)).plan.steps.map(
    ({ step }) => step,
  )

/** The state that a test begins and ends with. */
function isBack(name: string) {
  return {
    state: unitOf(name).state,
    enabled: unitOf(name).enabled,
    containers: board(name).containersRun,
    cordoned: nodeOf(name)?.spec.unschedulable === true,
    note: noteOf(name),
  }
}
const back = { state: 'active', enabled: true, containers: true, cordoned: false, note: undefined }

test('a board that holds without K3s is told from one that does not, and rejoins as it was', async () => {
  expect(isBack('pi03')).toEqual(back)
  expect(await carryOut('isolate', 'pi03')).toMatchObject({ outcome: 'done' })
  expect(isBack('pi03')).toMatchObject({
    state: 'inactive',
    enabled: false,
    containers: false,
    cordoned: true,
    note: { verdict: 'stayed-up', bootId: board('pi03').boot.id },
  })
  expect(noteOf('pi03')?.words).toContain('stayed up for 10 min without K3s')
  expect(await stepsOf('rejoin', 'pi03')).toEqual([
    'set-service-at-boot',
    'start-service',
    'wait-for',
    'uncordon-node',
    'wait-for',
    'wait-for',
    'end-isolation',
  ])
  expect(await carryOut('rejoin', 'pi03')).toMatchObject({ outcome: 'done' })
  expect(isBack('pi03')).toEqual(back)
  expect(await stepsOf('rejoin', 'pi03')).toEqual([])
}, 240_000)

test('a board that starts anew by itself ends the watch, stays without K3s, and undo brings it back', async () => {
  let waits = 0
  const site: RunSite = {
    ...here.site,
    async sleep(milliseconds, signal) {
      await here.site.sleep?.(milliseconds, signal)
      // Three minutes into the watch its power fails.
      if (!board('pi04').containersRun && milliseconds === 60_000 && ++waits === 3) {
        board('pi04').losePower()
        board('pi04').powerOn()
      }
    },
  }
  expect(await carryOut('isolate', 'pi04', site)).toMatchObject({ outcome: 'done' })
  expect(waits).toBe(3)
  expect(noteOf('pi04')).toMatchObject({ verdict: 'restarted' })
  expect(isBack('pi04')).toMatchObject({ state: 'inactive', containers: false })
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  here.world.clock.advance(120)
  expect(isBack('pi04')).toEqual(back)
}, 240_000)

test('a board that loses its power before its containers end is isolated all the same', async () => {
  const { boot } = board('pi04')
  const died = new Error('killed')
  let losses = 0
  const site: RunSite = {
    ...here.site,
    observe(besides) {
      // K3s is disabled and still runs.
      if (!unitOf('pi04').enabled && board('pi04').containersRun && losses++ === 0) {
        board('pi04').losePower()
        board('pi04').powerOn()
        here.world.clock.advance(120)
      }
      return here.site.observe(besides)
    },
    async sleep(milliseconds, signal) {
      if (milliseconds === 60_000) throw died
      await here.site.sleep?.(milliseconds, signal)
    },
  }
  await expect(carryOut('isolate', 'pi04', site)).rejects.toBe(died)
  expect(await resume(undefined, here.site)).toMatchObject({ outcome: 'done' })
  expect(losses).toBe(1)
  expect(board('pi04').boot.id).not.toBe(boot.id)
  // Its new boot is watched to the end: the one before may have gone down under K3s.
  expect(noteOf('pi04')).toMatchObject({ verdict: 'stayed-up' })
  expect(noteOf('pi04')?.words).toContain('before that it had started anew')
  expect(isBack('pi04')).toMatchObject({ state: 'inactive', enabled: false, cordoned: true })
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  here.world.clock.advance(120)
  expect(isBack('pi04')).toEqual(back)
}, 240_000)

/** The power of pi04 and Bramble's process are lost as soon as K3s is disabled there. */
async function loseBoth() {
  const died = new Error('killed')
  const site: RunSite = {
    ...here.site,
    observe(besides) {
      if (unitOf('pi04').enabled) return here.site.observe(besides)
      board('pi04').losePower()
      board('pi04').powerOn()
      here.world.clock.advance(120)
      throw died
    },
  }
  await expect(carryOut('isolate', 'pi04', site)).rejects.toBe(died)
  expect(isBack('pi04')).toMatchObject({ state: 'inactive', enabled: false, cordoned: true })
}

test('a run that was cut off together with the power is undone, or cancelled and rejoined, all the same', async () => {
  await loseBoth()
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  here.world.clock.advance(120)
  expect(isBack('pi04')).toEqual(back)

  await loseBoth()
  await cancel(undefined, here.site)
  expect(isBack('pi04')).toMatchObject({ state: 'inactive', enabled: false, cordoned: true })
  expect(await carryOut('rejoin', 'pi04')).toMatchObject({ outcome: 'done' })
  expect(isBack('pi04')).toEqual(back)
}, 240_000)

test('where a volume is still attached nothing is stopped, whatever the API says', async () => {
  board('pi03').attachedVolumes.add('pvc-left-behind')
  const end = await carryOut('isolate', 'pi03')
  expect(end).toMatchObject({ outcome: 'stopped' })
  expect(end).toHaveProperty('reason', expect.stringContaining('pvc-left-behind'))
  expect(unitOf('pi03').state).toBe('active')
  expect(board('pi03').containersRun).toBe(true)
  board('pi03').attachedVolumes.delete('pvc-left-behind')
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  here.world.clock.advance(120)
  expect(isBack('pi03')).toEqual(back)
}, 240_000)

test('a watch that was cut off goes on to the end that was set, and no step is done twice', async () => {
  const died = new Error('killed')
  const site: RunSite = {
    ...here.site,
    async sleep(milliseconds, signal) {
      if (milliseconds === 60_000) throw died
      await here.site.sleep?.(milliseconds, signal)
    },
  }
  await expect(carryOut('isolate', 'pi03', site)).rejects.toBe(died)
  const until = noteOf('pi03')?.until
  expect(noteOf('pi03')?.verdict).toBeUndefined()
  expect(await resume(undefined, here.site)).toMatchObject({ outcome: 'done' })
  expect(noteOf('pi03')).toMatchObject({ until, verdict: 'stayed-up' })
  expect(await carryOut('rejoin', 'pi03')).toMatchObject({ outcome: 'done' })
  expect(isBack('pi03')).toEqual(back)
}, 240_000)

test("somebody else's cordon outlives isolate and rejoin", async () => {
  const { world } = here
  const node = nodeOf('pi02')
  if (!node) throw new Error('no pi02')
  world.store.put({ ...node, spec: { ...node.spec, unschedulable: true } })
  world.clock.advance(30)
  expect(await carryOut('isolate', 'pi02')).toMatchObject({ outcome: 'done' })
  const { plan } = await makePlan({ goal: goalOf('rejoin', 'pi02'), accept: [] }, here.site)
  expect(plan.steps.map(({ step }) => step)).not.toContain('uncordon-node')
  expect(plan.leaves).toMatchObject([{ what: 'pi02', instead: ['bramble uncordon pi02'] }])
  expect(await carryOut('rejoin', 'pi02')).toMatchObject({ outcome: 'done' })
  expect(isBack('pi02')).toEqual({ ...back, cordoned: true })
}, 240_000)

test('the only server rejoins while no API answers, and what was not seen is said', async () => {
  board('pi01').stop('k3s')
  unitOf('pi01').enabled = false
  const { plan } = await makePlan({ goal: goalOf('rejoin', 'pi01'), accept: [] }, here.site)
  expect(plan.leaves).toMatchObject([{ what: 'pi01', kind: 'not-asked' }])
  expect(await carryOut('rejoin', 'pi01')).toMatchObject({ outcome: 'done' })
  expect([unitOf('pi01').state, unitOf('pi01').enabled]).toEqual(['active', true])
}, 240_000)
