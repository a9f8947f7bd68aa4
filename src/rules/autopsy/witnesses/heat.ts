import { lines } from '#src/model/line.ts'
import thermalThrottling from '../../patterns/causes/thermal-throttling/pattern.ts'
import { cite, defineWitness, matchesOf, type Statement } from '../define-witness.ts'
import { endIndex, isNearEnd } from '../scene.ts'

/** drivers/thermal/thermal_core.c and kernel/reboot.c: the kernel switches the board off by itself. */
const protectedItself = lines(
  ['critical temperature reached', 'HARDWARE PROTECTION shutdown', 'Temperature too high'],
  /critical temperature reached.*shutting down|HARDWARE PROTECTION (?:shutdown|reboot) \(Temperature too high\)/,
)

export default defineWitness({
  id: 'heat',
  reads: { protectedItself },
  patterns: [thermalThrottling],

  look({ protectedItself }, scene): Statement[] {
    const shutdown = protectedItself.filter((line) => isNearEnd(line, scene))
    if (shutdown.length > 0)
      return [
        {
          for: ['heat'],
          sure: shutdown.some(({ boot }) => boot === scene.boot),
          text: 'the kernel switched the board off because of its heat',
          evidence: cite(shutdown, scene),
        },
      ]
    const [found] = matchesOf([thermalThrottling], endIndex(scene))
    if (!found) return []
    return [
      { for: ['heat'], text: 'the board was too hot shortly before', evidence: found.evidence },
    ]
  },
})
