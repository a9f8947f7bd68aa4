import buildPrograms from '#test/support/build-programs.ts'
import { inPairs } from './child.ts'
import { type Trial, tryKill } from './trial.ts'

/**
 * Kills a drain at every place there is, and then the resume of a drain that was killed in its
 * worst place, at every place of that: `npm run test:kill`. Takes minutes; `npm test` takes a
 * sample of the same places.
 */
const startedAt = performance.now()
let bad = 0

function judge(what: string, { wrong }: Pick<Trial, 'wrong'>): void {
  if (wrong.length > 0) bad += 1
  for (const one of wrong) console.log(`  ${what}: ${one}`)
}

async function killEverywhere(
  count: number,
  at: (place: number) => Promise<{ trial: Trial; reached: readonly string[] }>,
): Promise<number> {
  const places = Array.from({ length: count }, (_, index) => index + 1)
  const tried = await inPairs(places, async (place) => {
    const { trial, reached } = await at(place)
    judge(`${place} ${reached.at(-1) ?? ''}`, trial)
    if (reached.length !== place) judge(`${place}`, { wrong: [`it died at ${reached.length}`] })
    return place
  })
  return new Set(tried).size
}

const removePrograms = await buildPrograms()
const undisturbed = await tryKill({ killAt: 0 })
judge('undisturbed', undisturbed)
const count = undisturbed.places.length
console.log(`an undisturbed drain has ${count} places to be killed at`)
const tried = await killEverywhere(count, async (killAt) => {
  const trial = await tryKill({ killAt })
  return { trial, reached: trial.places }
})
console.log(`killed at ${tried} of ${count}; ${bad} went wrong`)

// The eviction was received, and nobody knows.
const worst =
  undisturbed.places.findIndex(
    (place) => place.startsWith('sent POST') && place.endsWith('/eviction'),
  ) + 1
const never = Number.MAX_SAFE_INTEGER
const { placesOfSecond } = await tryKill({ killAt: worst, thenKillAt: never })
const countOfSecond = placesOfSecond.length
console.log(`its resume after "${undisturbed.places[worst - 1]}" has ${countOfSecond} places`)
const triedOfSecond = await killEverywhere(countOfSecond, async (thenKillAt) => {
  const trial = await tryKill({ killAt: worst, thenKillAt })
  return { trial, reached: trial.placesOfSecond }
})
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log(
  `killed at ${triedOfSecond} of ${countOfSecond}; ${bad} went wrong in all, ${seconds} s`,
)
const all = tried === count && triedOfSecond === countOfSecond && count > 0 && countOfSecond > 0
process.exitCode = bad === 0 && all ? 0 : 1
removePrograms()
