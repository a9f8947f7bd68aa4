import type { Ending } from '#src/model/autopsy.ts'
import { powerSupply } from '#src/model/facts/node.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'

/**
 * Why the Pi 5's power chip was last reset. It corroborates only: the bits of voltage were also
 * seen on boards that are fed by their pins and had not reset at all, until the bootloader of
 * August 2026: https://github.com/raspberrypi/rpi-eeprom/pull/868
 */
const meanings: Readonly<Record<string, Ending>> = {
  'under-voltage': 'power',
  'over-voltage': 'power',
  'over-temperature': 'heat',
  watchdog: 'hang',
}

export default defineWitness({
  id: 'power-chip',
  reads: { powerSupply },

  look({ powerSupply }, scene): Statement[] {
    // It remembers the last reset only.
    if (scene.question !== 'end' || scene.boot !== -1) return []
    return powerSupply.flatMap((supply): Statement[] => {
      const reasons = supply.lastResetReasons
      if (supply.node !== scene.node || reasons === undefined) return []
      const endings = [...new Set(reasons.flatMap((reason) => meanings[reason] ?? []))]
      const named = reasons.filter((reason) => reason in meanings)
      const notHot: Ending[] = endings.includes('heat') ? [] : ['heat']
      if (endings.length === 0)
        return [{ against: notHot, text: 'its power chip names no heat', evidence: [] }]
      const isLow = reasons.includes('under-voltage')
      const text = `its power chip’s last reset: ${named.join(', ')}`
      return [
        {
          for: endings,
          ...(isLow && { cause: 'under-voltage' }),
          against: notHot,
          text,
          evidence: cite([because(supply, `last reset: ${named.join(', ')}`)], scene, 'power chip'),
        },
      ]
    })
  },
})
