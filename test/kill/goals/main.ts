import { parseArgs } from 'node:util'
import buildPrograms from '#test/support/build-programs.ts'
import { inPairs } from '../child.ts'
import { type KilledGoal, killedGoals } from './goals.ts'
import { type GoalTrial, type Loss, losses, tryGoal } from './trial.ts'

/**
 * Disturbs a run of each goal at every place, on a practice cluster of its own each time, and
 * compares what is true in the end with a run that nobody disturbed.
 *
 * usage: npm run test:kill:goals [-- GOAL…] [--most N] [--loses runner|power|both]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** So many places of each goal, the first and the last among them. */
    most: { type: 'string', default: 'all' },
    loses: { type: 'string', default: 'runner' },
  },
})
const most = values.most === 'all' ? Number.POSITIVE_INFINITY : Number(values.most)
const loses = losses.find((one) => one === values.loses)
const unknown = positionals.filter((name) => !Object.hasOwn(killedGoals, name))
if (loses === undefined || !(most >= 1) || unknown.length > 0) {
  console.error(
    `usage: test:kill:goals [GOAL…] [--most N] [--loses ${losses.join('|')}]\nGoals: ${Object.keys(killedGoals).join(', ')}`,
  )
  process.exit(64)
}

const removePrograms = await buildPrograms()
const total = { tried: 0, of: 0, wrong: 0 }
for (const [name, goal] of Object.entries(killedGoals))
  if (positionals.length === 0 || positionals.includes(name)) await disturb(name, goal, loses)
console.log(`in all: ${total.tried} of ${total.of} places tried, ${total.wrong} wrong`)
removePrograms()
process.exitCode = total.wrong === 0 ? 0 : 1

async function disturb(name: string, goal: KilledGoal, lost: Loss): Promise<void> {
  const startedAt = performance.now()
  const undisturbed = await tryGoal(goal, { at: 0, loses: lost })
  const count = undisturbed.places.length
  const places = placesOf(count)
  let wrong = tell(name, undisturbed, undisturbed)
  let resumes = 0
  let reached = 0
  await inPairs(places, async (at) => {
    const trial = await tryGoal(goal, { at, loses: lost }).catch(brokenTrial)
    resumes = Math.max(resumes, trial.resumes)
    if (trial.places.length >= at) reached += 1
    wrong += tell(`${name} ${at} ${undisturbed.places[at - 1] ?? ''}`, trial, undisturbed)
  })
  total.tried += reached
  total.of += count
  total.wrong += wrong
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(
    `${name}: ${reached} of ${count} places tried, ${wrong} wrong, at most ${resumes} resumes, ${seconds} s`,
  )
}

function brokenTrial(error: Error): GoalTrial {
  return { places: [], state: [], resumes: 0, wrong: [error.message] }
}

/** Evenly spread where not all are tried. */
function placesOf(count: number): readonly number[] {
  const some = Math.min(most, count)
  const at = (index: number) => 1 + Math.round((index * (count - 1)) / Math.max(1, some - 1))
  return Array.from({ length: some }, (_, index) => at(index))
}

/** Prints what differs; 1 where anything does. */
function tell(what: string, { state, wrong }: GoalTrial, undisturbed: GoalTrial): number {
  const compared = state.length > 0 ? undisturbed.state : []
  const missing = compared.filter((line) => !state.includes(line))
  const more = state.filter((line) => !undisturbed.state.includes(line))
  const all = [
    ...wrong,
    ...missing.map((line) => `missing: ${line}`),
    ...more.map((line) => `instead: ${line}`),
  ]
  for (const line of all) console.log(`  ${what}: ${line}`)
  return all.length > 0 ? 1 : 0
}
