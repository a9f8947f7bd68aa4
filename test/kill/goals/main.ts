import { parseArgs } from 'node:util'
import buildPrograms from '#test/support/build-programs.ts'
import { inPairs } from '../child.ts'
import { classesOf } from './classes.ts'
import { type KilledGoal, killedGoals } from './goals.ts'
import { type GoalTrial, goUndisturbed, type Loss, losses } from './trial.ts'
import { type ClassTrial, tryClass } from './try-class.ts'

/**
 * Disturbs a run of each goal at every place where that makes a difference, on a practice cluster of
 * its own each time, and compares what is true in the end with a run that nobody disturbed.
 *
 * usage: npm run test:kill:goals [-- GOAL…] [--most N] [--minutes N] [--loses runner|power|both]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** So many classes of each goal's places, the first and the last among them. */
    most: { type: 'string', default: 'all' },
    /** After so long nothing more is begun; what was not tried is not counted as tried. */
    minutes: { type: 'string', default: 'Infinity' },
    loses: { type: 'string', default: 'runner' },
  },
})
const most = values.most === 'all' ? Number.POSITIVE_INFINITY : Number(values.most)
const until = performance.now() + Number(values.minutes) * 60_000
const loses = losses.find((one) => one === values.loses)
const unknown = positionals.filter((name) => !Object.hasOwn(killedGoals, name))
if (loses === undefined || !(most >= 1) || !(until > 0) || unknown.length > 0) {
  console.error(
    `usage: test:kill:goals [GOAL…] [--most N] [--minutes N] [--loses ${losses.join('|')}]\nGoals: ${Object.keys(killedGoals).join(', ')}`,
  )
  process.exit(64)
}

const removePrograms = await buildPrograms()
const total = { places: 0, classes: 0, tried: 0, wrong: 0 }
for (const [name, goal] of Object.entries(killedGoals))
  if (positionals.length === 0 || positionals.includes(name)) await disturb(name, goal, loses)
console.log(`in all: ${wordsOf(total)}`)
removePrograms()
process.exitCode = total.wrong === 0 ? 0 : 1

function wordsOf({ places, classes, tried, wrong }: typeof total): string {
  return `places ${places}, classes ${classes}, tried ${tried}, wrong ${wrong}`
}

async function disturb(name: string, goal: KilledGoal, lost: Loss): Promise<void> {
  const startedAt = performance.now()
  const undisturbed = await goUndisturbed(goal)
  const { places } = undisturbed
  const classes = classesOf(places, lost)
  const counts = { places: places.length, classes: classes.length, tried: 0, wrong: 0 }
  counts.wrong += tell(name, undisturbed, undisturbed)
  console.log(`${name}: ${wordsOf(counts)} so far`)
  let resumes = 0
  await inPairs(someOf(classes), async (one) => {
    if (performance.now() > until) return
    const trial = await tryClass(goal, one, lost).catch(brokenTrial)
    resumes = Math.max(resumes, trial.resumes)
    if (trial.isReached) counts.tried += 1
    else console.log(`  ${name} not reached: ${one.places[0]?.key} (${one.places.length} places)`)
    counts.wrong += tell(`${name} ${trial.at}`, trial, undisturbed)
  })
  for (const key of ['places', 'classes', 'tried', 'wrong'] as const) total[key] += counts[key]
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(`${name}: ${wordsOf(counts)}, at most ${resumes} resumes, ${seconds} s`)
}

function brokenTrial(error: Error): ClassTrial {
  const wrong = [error.message]
  return { at: '', isReached: false, state: [], left: undefined, resumes: 0, wrong }
}

/** In an order that spreads evenly, wherever it is broken off. */
function someOf<T>(all: readonly T[]): readonly T[] {
  const golden = (Math.sqrt(5) - 1) / 2
  const order = all.map((_, index) => ({ index, turn: (index * golden) % 1 }))
  return order
    .toSorted((one, other) => one.turn - other.turn)
    .slice(0, Math.min(most, all.length))
    .map(({ index }) => all[index] as T)
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
