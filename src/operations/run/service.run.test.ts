import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Acceptance } from '#src/model/plan.ts'
import type { Board } from '#src/practice/world/board.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { openWorldSiteWithSsh, type WorldSite } from '#test/support/world-site.ts'
import { serviceIn } from '../service.ts'
import { makePlan } from './make-plan.ts'

/** `service` on boards that answer SSH. One world for all: each test leaves K3s running. */
let here: WorldSite

beforeAll(async () => {
  here = await openWorldSiteWithSsh()
}, 60_000)
afterAll(() => here.close())

async function carryOut(verb: string, target: string, accept: Acceptance[] = []) {
  const goal = { name: `service ${verb}`, target, options: {} }
  const { digest } = await makePlan({ goal, accept }, here.site)
  return applyHere(digest, here.site, async () => 'pi@desk')
}

function boardOf(name: string): Board {
  const board = here.world.boards.find((one) => one.name === name)
  if (!board) throw new Error(`no board ${name}`)
  return board
}
const unitOf = (name: string) => boardOf(name).unit(boardOf(name).k3sUnit)
const pods = [{ subject: 'pod/*', reason: 'a test' }]

test('an agent stops, is told to be stopped, and undo starts it again', async () => {
  expect(await carryOut('stop', 'pi03', pods)).toEqual({ kind: 'ended', outcome: 'done', run: 1 })
  expect([unitOf('pi03').state, unitOf('pi03').enabled]).toEqual(['inactive', true])
  expect(serviceIn(await here.site.observe({ nodes: ['pi03'] }), 'pi03')).toMatchObject({
    unit: 'k3s-agent.service',
    activeState: 'inactive',
    atBoot: 'enabled',
  })
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  expect(unitOf('pi03').state).toBe('active')
})

test('an agent that has stopped starts, and its node is waited for', async () => {
  boardOf('pi03').stop('k3s-agent')
  here.world.clock.advance(120)
  const { plan } = await makePlan(
    { goal: { name: 'service start', target: 'pi03', options: {} }, accept: [] },
    here.site,
  )
  expect(plan.steps.map(({ step }) => step)).toEqual(['start-service', 'wait-for'])
  expect(await carryOut('start', 'pi03')).toMatchObject({ outcome: 'done' })
  expect(unitOf('pi03').state).toBe('active')
})

test('the only server starts while no API answers', async () => {
  boardOf('pi01').stop('k3s')
  expect(await carryOut('start', 'pi01')).toMatchObject({ outcome: 'done' })
  expect(unitOf('pi01').state).toBe('active')
})

test('a restart is one only where K3s has started anew', async () => {
  const before = unitOf('pi02').activeSince
  expect(await carryOut('restart', 'pi02')).toMatchObject({ outcome: 'done' })
  expect(unitOf('pi02').activeSince).toBeGreaterThan(before ?? Number.POSITIVE_INFINITY)
})

test('disable and enable change the next boot and not what runs', async () => {
  expect(await carryOut('disable', 'pi04')).toMatchObject({ outcome: 'done' })
  expect([unitOf('pi04').state, unitOf('pi04').enabled]).toEqual(['active', false])
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  expect(unitOf('pi04').enabled).toBe(true)
  unitOf('pi04').enabled = false
  expect(await carryOut('enable', 'pi04')).toMatchObject({ outcome: 'done' })
  expect(unitOf('pi04').enabled).toBe(true)
})

test('undo of disable starts K3s where a boot since then would have, and else leaves it stopped', async () => {
  expect(await carryOut('disable', 'pi04')).toMatchObject({ outcome: 'done' })
  boardOf('pi04').stop('k3s-agent')
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  expect([unitOf('pi04').state, unitOf('pi04').enabled]).toEqual(['inactive', true])
  boardOf('pi04').start('k3s-agent')

  expect(await carryOut('disable', 'pi04')).toMatchObject({ outcome: 'done' })
  boardOf('pi04').losePower()
  boardOf('pi04').powerOn()
  here.world.clock.advance(120)
  expect(unitOf('pi04').state).toBe('inactive')
  expect(await undoHere(undefined, here.site)).toMatchObject({ outcome: 'undone' })
  expect([unitOf('pi04').state, unitOf('pi04').enabled]).toEqual(['active', true])
})

test('where sudo wants a password nothing is changed, and that is said', async () => {
  boardOf('pi04').sudo = 'password'
  const end = await carryOut('disable', 'pi04')
  boardOf('pi04').sudo = 'free'
  expect(end).toMatchObject({
    outcome: 'stopped',
    reason: 'pi04: sudo wants a password, so nothing can be changed.',
  })
  expect(unitOf('pi04').enabled).toBe(true)
})

test('a name that nobody gave is refused before anything is asked', async () => {
  await expect(carryOut('stop', 'pi09')).rejects.toThrow('bramble.yaml names no node "pi09"')
})
