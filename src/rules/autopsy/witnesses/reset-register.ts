import { nodeIdentity } from '#src/model/facts/node.ts'
import { resetStatus } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'

/** The bootloader of the Pi 4 resets once more by itself, so that it always reads "power came on". */
const alwaysPowerOn = /Raspberry Pi (?:4|400)|Compute Module 4/

/**
 * PM_RSTS: did the chip's power come on, or was the chip reset while it had power? A reboot, a
 * panic and a hang all reset it through its watchdog, so this tells power from the others only.
 * Corroborates: https://github.com/raspberrypi/linux/issues/1586 and 4527.
 */
export default defineWitness({
  id: 'reset-register',
  reads: { nodeIdentity, resetStatus },

  look({ nodeIdentity, resetStatus }, scene): Statement[] {
    if (scene.question !== 'end' || scene.boot !== -1) return []
    const model = nodeIdentity.find(({ node }) => node === scene.node)?.model ?? ''
    return resetStatus.flatMap((status): Statement[] => {
      if (status.node !== scene.node || status.register === undefined) return []
      const shown = `0x${status.register.toString(16)}`
      if (status.chipReset && !status.powerOn)
        return [
          {
            for: ['panic', 'hang', 'shutdown'],
            against: ['power'],
            text: 'its chip was reset while it had power',
            evidence: cite(
              [because(status, `PM_RSTS ${shown}: reset with power on`)],
              scene,
              'firmware',
            ),
          },
        ]
      if (!status.powerOn || status.chipReset || alwaysPowerOn.test(model)) return []
      return [
        {
          for: ['power'],
          text: 'its chip’s power came on at this start',
          evidence: cite([because(status, `PM_RSTS ${shown}: power-on reset`)], scene, 'firmware'),
        },
      ]
    })
  },
})
