import { parseArgs } from 'node:util'
import buildPrograms from '#test/support/build-programs.ts'
import { type KilledGoal, killedGoals } from './goals.ts'
import { type GoalTrial, type Kill, tryGoal } from './trial.ts'

/**
 * Kills the runner of each goal at every place, on a practice cluster of its own each time, and
 * compares what is true in the end with a run that nobody disturbed.
 *
 * usage: npm run test:kill:goals [-- GOAL…] [--every N] [--power-loss]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    'power-loss': { type: 'boolean', default: false },
  },
})
const every = Math.max(1, Number(values.every) || 1)
const target = 'pi03'
const removePrograms = await buildPrograms()
let bad = 0
for (const [name, goal] of Object.entries(killedGoals))
  if (positionals.length === 0 || positionals.includes(name)) bad += await killGoal(name, goal)
removePrograms()
process.exitCode = bad === 0 ? 0 : 1

async function killGoal(name: string, goal: KilledGoal): Promise<number> {
  const startedAt = performance.now()
  const undisturbed = await tryGoal(goal, { killAt: 0 })
  const count = undisturbed.places.length
  const places = Array.from({ length: count }, (_, index) => index + 1).filter(
    (place) => place % every === 0,
  )
  let wrong = tell(name, undisturbed, undisturbed)
  let resumes = 0
  for (const killAt of places) {
    const kill: Kill = { killAt, ...(values['power-loss'] && { powerLossOf: target }) }
    const trial = await tryGoal(goal, kill)
    resumes = Math.max(resumes, trial.resumes)
    wrong += tell(`${name} ${killAt} ${trial.places.at(-1) ?? ''}`, trial, undisturbed)
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(
    `${name}: ${places.length} of ${count} places tried, ${wrong} wrong, at most ${resumes} resumes, ${seconds} s`,
  )
  return wrong
}

/** Prints what differs; 1 where anything does. */
function tell(what: string, { state, wrong }: GoalTrial, undisturbed: GoalTrial): number {
  const missing = undisturbed.state.filter((line) => !state.includes(line))
  const more = state.filter((line) => !undisturbed.state.includes(line))
  const all = [
    ...wrong,
    ...missing.map((line) => `missing: ${line}`),
    ...more.map((line) => `instead: ${line}`),
  ]
  for (const line of all) console.log(`  ${what}: ${line}`)
  return all.length > 0 ? 1 : 0
}
