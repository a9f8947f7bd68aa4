import { inPairs, tryKill } from './trial.ts'

/**
 * Kills a drain at every place there is: `npm run test:kill`. Takes minutes; `npm test` takes a
 * sample of the same places.
 */
const startedAt = performance.now()
const undisturbed = await tryKill({ killAt: 0 })
const places = undisturbed.places.length
console.log(`an undisturbed drain has ${places} places to be killed at`)
for (const wrong of undisturbed.wrong) console.log(`  undisturbed: ${wrong}`)

let tried = 0
let bad = undisturbed.wrong.length
await inPairs(
  Array.from({ length: places }, (_, place) => place + 1),
  async (killAt) => {
    const trial = await tryKill({ killAt })
    const at = trial.places.at(-1) ?? ''
    const wrong = [
      ...trial.wrong,
      ...(trial.places.length === killAt ? [] : [`it was killed at ${trial.places.length}`]),
    ]
    tried += 1
    if (wrong.length > 0) bad += 1
    for (const one of wrong) console.log(`  ${killAt} ${at}: ${one}`)
  },
)
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log(`killed at ${tried} of ${places} places in ${seconds} s; ${bad} went wrong`)
process.exitCode = bad === 0 && tried === places ? 0 : 1
