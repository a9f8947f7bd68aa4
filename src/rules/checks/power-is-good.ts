import { throttling } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const powerIsGood = defineCheck({
  id: 'power-is-good',
  title: 'board to have enough voltage and cooling',
  scope: 'node',
  severity: 'warning',
  reads: { throttling },
  staleAfterSeconds: 300,
  docs: {
    heading: 'The board has enough voltage and cooling',
    meaning:
      "The firmware's throttle bits: what is wrong now, and what happened at least once since the boot.",
    next: '`bramble explain under-voltage`',
    references: ['https://www.raspberrypi.com/documentation/computers/os.html#get_throttled'],
  },

  ask({ throttling: [bits] }) {
    if (bits === undefined) return unknown('the firmware did not answer')
    const say = (reason: string, severity: 'info' | 'warning' | 'critical') =>
      fail(`${reason} (throttled=0x${bits.bits.toString(16)})`, {
        severity,
        evidence: [because(bits, reason)],
      })
    if (bits.underVoltageNow) return say('under-voltage now', 'critical')
    if (bits.throttledNow || bits.softTemperatureLimitNow)
      return say('too hot: runs slower now', 'warning')
    if (bits.underVoltageSinceBoot) return say('under-voltage since the boot', 'warning')
    if (bits.softTemperatureLimitSinceBoot || bits.throttledSinceBoot)
      return say('was too hot since the boot', 'info')
    return pass()
  },
})
