import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Goal } from '#src/model/plan.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { openWorldSiteWithSsh, type WorldSite } from '#test/support/world-site.ts'
import { certificatesIn } from '../certificates.ts'
import { makePlan } from './make-plan.ts'

/** `certificates` on boards that answer SSH and make new ones when K3s is told to. */
let here: WorldSite

beforeAll(async () => {
  here = await openWorldSiteWithSsh()
}, 60_000)
afterAll(() => here.close())

const accept = [{ subject: 'server/pi01', reason: 'the only server, for a minute' }]

function plan(options: Goal['options'] = {}) {
  return makePlan({ goal: { name: 'certificates rotate', target: '', options }, accept }, here.site)
}

const boards = () => here.world.boards
const daysLeft = async (name: string) => {
  const observation = await here.site.observe({ nodes: [name] })
  const index = indexEvidence(observation.evidence, [], Date.parse(observation.takenAt))
  return certificatesIn(observation, index).nodes.find(({ node }) => node === name)
}

/** Of all its certificates, the longest first. */
const allDaysLeft = async (name: string) =>
  (await daysLeft(name))?.certificates
    .map((certificate) => certificate.daysLeft ?? 0)
    .toSorted((one, other) => other - one) ?? []

test('only the nodes that were named get new ones, and K3s starts anew there', async () => {
  const [, , pi03] = boards()
  const since = pi03?.unit('k3s-agent').activeSince ?? 0
  const [authority, ...own] = await allDaysLeft('pi03')
  expect(own).toEqual([299, 299, 299])
  // What an agent trusts is good for ten years.
  expect(authority).toBeGreaterThan(3600)
  const made = await makePlan(
    { goal: { name: 'certificates rotate', target: '', options: { nodes: 'pi03' } }, accept: [] },
    here.site,
  )
  expect(made.plan.steps.map(({ step }) => step)).toEqual(['rotate-certificates', 'wait-for'])
  here.world.clock.advance(60)
  expect(await applyHere(made.digest, here.site, async () => 'pi@desk')).toMatchObject({
    outcome: 'done',
  })
  expect((await daysLeft('pi03'))?.certificates[0]?.daysLeft).toBeGreaterThanOrEqual(364)
  expect(pi03?.unit('k3s-agent').activeSince).toBeGreaterThan(since)
  expect((await daysLeft('pi02'))?.certificates[0]?.daysLeft).toBeLessThan(301)
})

test('all nodes: the server first, then the agents, each Ready before the next', async () => {
  const { plan: all } = await plan()
  const nodes = all.steps.map(({ input }) => input['node'])
  expect(nodes).toEqual(['pi01', 'pi01', 'pi02', 'pi02', 'pi03', 'pi03', 'pi04', 'pi04'])
  expect(all.leaves).toMatchObject([{ what: 'copies of the kubeconfig' }])
})

test('where the rotation fails K3s is started again all the same, and the run says why', async () => {
  const [, pi02] = boards()
  const goal = { name: 'certificates rotate', target: '', options: { nodes: 'pi02' } }
  const { digest } = await makePlan({ goal, accept: [] }, here.site)
  if (pi02) pi02.disk.readOnly = true
  const end = await applyHere(digest, here.site, async () => 'pi@desk')
  if (pi02) pi02.disk.readOnly = false
  expect(end).toMatchObject({ outcome: 'stopped' })
  expect(JSON.stringify(end)).toContain('read-only file system')
  expect(pi02?.unit('k3s-agent').state).toBe('active')
})
