import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Journal, openJournal } from '#src/journal/journal.ts'
import { fixedClock } from '#src/model/clock.ts'
import type { Acceptance } from '#src/model/plan.ts'
import {
  healthyCluster,
  node,
  nothingAround,
  observationOf,
  type Records,
  takenAt,
} from '#test/support/drain-cluster.ts'
import type { PlanningSite } from './site.ts'
import { type Patience, planWhenReady } from './when-ready.ts'

let folder: string
let journal: Journal
let cluster: Records
let told: string[][]
const clock = fixedClock(takenAt)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-ready-'))
  journal = openJournal({ folder, who: 'test', clock })
  cluster = healthyCluster()
  told = []
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true, force: true })
})

const goal = { name: 'drain', target: 'pi03', options: {} }
const budget = 'budget/default/web'
const closeBudget = () => allow(0)
const allow = (disruptionsAllowed: number) =>
  Object.assign(cluster.disruptionBudgets[0] ?? {}, { disruptionsAllowed })
const down = node('pi04', { conditions: [{ type: 'Ready', status: 'False' }] })

const site = (): PlanningSite => ({
  cluster: 'home',
  journal,
  clock,
  nodeNames: [],
  around: nothingAround,
  observe: async () => observationOf(cluster),
})

/** What happens while it waits for the first time, the second time… */
async function wait(
  happens: readonly (() => void)[],
  { accept = [], ...patience }: Partial<Patience> & { accept?: Acceptance[] } = {},
) {
  const left = [...happens]
  return planWhenReady({ goal, accept }, site(), {
    limitSeconds: 60,
    signal: new AbortController().signal,
    onWaiting: (refusals) => told.push(refusals.map(({ subject }) => subject)),
    sleep: async () => left.shift()?.(),
    ...patience,
  })
}

test('open gates are not waited for', async () => {
  expect((await wait([])).refusals).toEqual([])
  expect(told).toEqual([])
})

test('a closed gate is named once and waited for until it opens; the plan is stored', async () => {
  closeBudget()
  const made = await wait([() => {}, () => allow(1)])
  expect(made.refusals).toEqual([])
  expect(told).toEqual([[budget]])
  expect(journal.plan(made.digest).plan).toEqual(made.plan)
})

test('a gate that was open is asked again with the one that was waited for', async () => {
  closeBudget()
  const close = () => {
    allow(1)
    cluster.nodes.push(down)
  }
  const made = await wait([close, () => cluster.nodes.pop()])
  expect(made.refusals).toEqual([])
  expect(told).toEqual([[budget], ['node/pi04']])
})

test('after its time it refuses with what is still closed', async () => {
  closeBudget()
  const looks: number[] = []
  const made = await wait([], { sleep: async (milliseconds) => void looks.push(milliseconds) })
  expect(made.refusals.map(({ subject }) => subject)).toEqual([budget])
  expect(looks).toEqual([15_000, 15_000, 15_000, 15_000])
})

test('what was accepted may open by itself meanwhile', async () => {
  closeBudget()
  cluster.nodes.push(down)
  const accept = [{ subject: budget, reason: 'the web may be away' }]
  const open = () => {
    allow(1)
    cluster.nodes.pop()
  }
  const made = await wait([open], { accept })
  expect(made).toMatchObject({ refusals: [], plan: { accepted: [] } })
  expect(told).toEqual([['node/pi04']])
})

test('Ctrl-C ends it at once, and says that nothing was changed', async () => {
  closeBudget()
  const stop = new AbortController()
  // Without the test's own sleep: the real one has to hear it.
  const waiting = planWhenReady({ goal, accept: [] }, site(), {
    limitSeconds: 60,
    signal: stop.signal,
    onWaiting: () => stop.abort(),
  })
  await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
})
