import { expect, type TestContext, test } from 'vitest'
import { fixedClock } from '#src/model/clock.ts'
import { BrambleError } from '#src/model/error.ts'
import { leavings } from '#src/model/leaving.ts'
import { canNow } from '#src/operations/can.ts'
import { lookForPlan, planOn } from '#src/operations/run/make-plan.ts'
import type { LookingSite } from '#src/operations/run/site.ts'
import { withEyes } from '#src/operations/run/with-eyes.ts'
import { goals } from '#src/plans/index.ts'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import { scenarios } from '#src/practice/scenarios/index.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'

/** `bramble can` and the goal itself, asked about every board of every scenario. */

const verbs = leavings.filter((verb) => goals.includes(verb))
const told = new Map<string, string>()
const nexts = new Map<string, string>()

// Their looks wait for boards that never answer: a few of them wait at once.
for (const scenario of scenarios)
  test.concurrent(`${scenario.id}: can says what the goal would say`, async (context) => {
    const { expect } = context
    await onScenario(scenario, context, async (site) => {
      for (const node of site.nodeNames)
        for (const leaving of verbs) {
          const { answer, acceptable, next } = await canNow({ leaving, node }, site)
          const asked = `${leaving} ${node}`
          told.set(`${scenario.id}: ${asked}`, answer)
          nexts.set(`${scenario.id}: ${asked}: ${answer}`, next)
          const said = `${asked}: ${answer}${acceptable ? ', unless accepted' : ''}`
          const goal = await goalSays(leaving, node, site)
          expect(goal.map((one) => `${asked}: ${one}`)).toContain(said)
        }
    })
  }, 180_000)

test('both answers were seen, and a board without power is no yes', () => {
  expect(new Set(told.values())).toEqual(new Set(['yes', 'no', 'unknown']))
  const dead = [...told].filter(([asked]) => asked.startsWith('node-lost-power: reboot'))
  expect(dead.filter(([, answer]) => answer !== 'yes').length).toBeGreaterThan(0)
  // What is silent is explained by what looks at the others too.
  const dark = [...nexts].filter(([asked]) => asked.startsWith('node-lost-power: reboot pi03: '))
  expect(dark).toEqual([['node-lost-power: reboot pi03: no', 'bramble diagnose']])
})

/** What may be said of what `bramble GOAL NODE` would do. */
async function goalSays(
  name: string,
  target: string,
  site: LookingSite,
): Promise<readonly string[]> {
  const request = { goal: { name, target, options: {} }, accept: [] }
  try {
    const { refusals } = planOn(await lookForPlan(request, site), request, site)
    if (refusals.length === 0) return ['yes']
    if (refusals.every(({ verdict }) => verdict === 'unknown')) return ['unknown']
    const opens = refusals.every(
      ({ kind, verdict }) => kind === 'availability' && verdict === 'fail',
    )
    return [opens ? 'no, unless accepted' : 'no']
  } catch (error) {
    if (!(error instanceof BrambleError) || error.kind === 'defect') throw error
    return ['no', 'unknown']
  }
}

/** One look of each kind is enough for all questions: both sides are told the same. */
async function onScenario(
  scenario: Scenario,
  { onTestFinished }: TestContext,
  use: (site: LookingSite) => Promise<void>,
): Promise<void> {
  const cluster = await startPracticeCluster(scenario)
  onTestFinished(() => cluster.close())
  const home = await writePracticeHome(cluster)
  onTestFinished(() => home.remove())
  await withEyes(
    {
      config: home.configuration,
      env: { ...process.env, XDG_STATE_HOME: home.folder },
      cwd: home.folder,
      timeoutMilliseconds: 6000,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
    async (site) => {
      const looks = new Map<string, ReturnType<LookingSite['observe']>>()
      const observe: LookingSite['observe'] = (besides = {}) => {
        const key = JSON.stringify(besides)
        const look = looks.get(key) ?? site.observe(besides)
        looks.set(key, look)
        return look
      }
      // A slow machine must not make what was seen too old for one of the two sides.
      await use({ ...site, observe, clock: fixedClock(Date.now()) })
    },
  )
}
