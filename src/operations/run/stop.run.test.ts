import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Acceptance } from '#src/model/plan.ts'
import { nodeNamed, nodesOf, podsOf } from '#src/practice/kubernetes/shapes.ts'
import { volumesOf } from '#src/practice/longhorn/shapes.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { openWorldSiteWithSsh, type WorldSite } from '#test/support/world-site.ts'
import { makePlan } from './make-plan.ts'
import { resume } from './resume.ts'
import type { RunSite } from './site.ts'

/** `stop` and `start` of a whole cluster whose boards answer SSH. Each test leaves it running. */
let here: WorldSite

beforeAll(async () => {
  here = await openWorldSiteWithSsh(60)
}, 60_000)
afterAll(() => here.close())
beforeEach(() => here.world.clock.advance(1800))

const yes = async () => 'pi@desk'
const goalOf = (name: string) => ({ name, target: '', options: {} })
const planOf = async (name: string, accept: Acceptance[] = []) =>
  makePlan({ goal: goalOf(name), accept }, here.site)

async function carryOut(name: string, site: RunSite = here.site) {
  const { digest } = await makePlan({ goal: goalOf(name), accept: [] }, site)
  return applyHere(digest, site, yes)
}

const done = expect.objectContaining({ outcome: 'done' })
const boards = () => here.world.boards
const attached = () =>
  volumesOf(here.world.store).filter(({ status }) => status.state !== 'detached').length
const cordoned = () =>
  nodesOf(here.world.store).flatMap(({ metadata, spec }) =>
    spec.unschedulable === true ? [metadata.name] : [],
  )
/** Programs with a volume that run, and how many copies of the page. */
const running = () =>
  podsOf(here.world.store)
    .filter(({ status, metadata }) => status.phase === 'Running' && metadata.labels?.['app'])
    .map(({ metadata }) => metadata.labels?.['app'] ?? '')
    .filter((app) => ['page', 'immich', 'home-assistant', 'paperless'].includes(app))
    .toSorted()
const all = ['home-assistant', 'immich', 'page', 'page', 'paperless']

test('a cluster stops with every volume on its disks, and starts from nothing as it was', async () => {
  expect(running()).toEqual(all)
  expect(await carryOut('stop')).toEqual(done)
  expect(boards().map((board) => [board.runsKubelet(), board.containersRun])).toEqual(
    boards().map(() => [false, false]),
  )
  expect(attached()).toBe(0)
  expect(cordoned()).toEqual(['pi01', 'pi02', 'pi03', 'pi04'])
  // The boards are moved: each loses its power and boots again, and nothing starts by itself.
  for (const board of boards()) board.shutDown()
  here.world.clock.advance(3600)
  for (const board of boards()) {
    board.powerOn()
    board.stop(board.k3sUnit)
    board.containersRun = false
  }
  const { plan } = await planOf('start')
  expect(plan.steps.map(({ step }) => step)).toEqual([
    'start-nodes',
    'wait-for',
    'start-nodes',
    ...['wait-for', 'wait-for', 'wait-for', 'wait-for'],
    'lift-cordons',
    'wait-for',
  ])
  expect(plan.steps[0]?.input).toEqual({ nodes: [{ node: 'pi01', unit: 'k3s.service' }] })
  expect(await carryOut('start')).toEqual(done)
  here.world.clock.advance(300)
  expect(cordoned()).toEqual([])
  expect(running()).toEqual(all)
  expect(volumesOf(here.world.store).map(({ status }) => status.robustness)).toEqual([
    ...['healthy', 'healthy', 'healthy'],
  ])
  expect((await planOf('start')).plan.steps).toEqual([])
}, 300_000)

test("a node that somebody had cordoned stays so, and K3s that boots by itself waits for the start's word", async () => {
  const { store, clock } = here.world
  const node = nodeNamed(store, 'pi03')
  if (!node) throw new Error('no pi03')
  store.put({ ...node, spec: { ...node.spec, unschedulable: true } })
  clock.advance(30)
  expect(await carryOut('stop')).toEqual(done)
  for (const board of boards()) board.start(board.k3sUnit)
  clock.advance(600)
  expect(attached()).toBe(0)
  expect(running()).toEqual(['page', 'page'])
  expect(await carryOut('start')).toEqual(done)
  expect(cordoned()).toEqual(['pi03'])
  const back = nodeNamed(store, 'pi03')
  if (back) store.put({ ...back, spec: { ...back.spec, unschedulable: false } })
}, 300_000)

test('a run that dies when the API goes with it goes on by SSH alone', async () => {
  const died = new Error('killed')
  const site: RunSite = {
    ...here.site,
    events: (event) => {
      if (event.kind === 'said' && event.text === 'no container of K3s runs on pi01') throw died
    },
  }
  await expect(carryOut('stop', site)).rejects.toBe(died)
  expect(boardNamed(here.world, 'pi01').containersRun).toBe(false)
  expect(await resume(undefined, here.site)).toEqual(done)
  expect(boards().some((board) => board.runsKubelet())).toBe(false)
  expect(await carryOut('start')).toEqual(done)
}, 300_000)

test('a volume that is attached for no pod keeps all nodes running', async () => {
  const board = boardNamed(here.world, 'pi02')
  board.attachedVolumes.add('pvc-by-hand')
  const end = await carryOut('stop')
  expect(end).toHaveProperty('reason', expect.stringContaining('pvc-by-hand'))
  expect(board.runsKubelet()).toBe(true)
  expect(boardNamed(here.world, 'pi01').runsKubelet()).toBe(true)
  board.attachedVolumes.delete('pvc-by-hand')
  expect(await resume(undefined, here.site)).toEqual(done)
  expect(await carryOut('start')).toEqual(done)
}, 300_000)
