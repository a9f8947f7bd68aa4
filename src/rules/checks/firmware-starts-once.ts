import { nodeUpdates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const firmwareStartsOnce = defineCheck({
  id: 'firmware-starts-once',
  title: 'no bootloader update to wait for the start',
  scope: 'node',
  severity: 'info',
  askedBy: 'steps',
  reads: { nodeUpdates },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No bootloader (EEPROM) update waits for the next boot',
    meaning:
      'A bootloader update that was staged is written to the EEPROM at the next start, after which the board starts a second time by itself. It takes a minute longer, and must not lose power meanwhile.',
    next: '`sudo rpi-eeprom-update` on the board says what is staged; `-r` takes it back.',
    references: [
      'https://www.raspberrypi.com/documentation/computers/raspberry-pi.html#raspberry-pi-bootloader-configuration',
    ],
  },

  ask({ nodeUpdates }, { node }) {
    const found = nodeUpdates.find((one) => one.node === node)
    if (!found) return unknown('the node did not say in which state its bootloader is')
    if (found.firmware === undefined || found.firmware === 'up-to-date') return pass()
    const reason =
      found.firmware === 'staged'
        ? `a bootloader update is staged on ${node}: it starts twice`
        : `a bootloader update is there for ${node}; its service may stage it at the next start`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
