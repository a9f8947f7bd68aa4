import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { load as loadFact, pressure as pressureFact } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const pressedPercent = { cpu: 60, io: 40 }
const loadPerCore = 3

export const nodeIsNotOverloaded = defineCheck({
  id: 'node-is-not-overloaded',
  title: 'processor and disk to keep up',
  scope: 'node',
  severity: 'warning',
  reads: { pressure: pressureFact, load: loadFact },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Processor and disk of the node keep up',
    meaning:
      'Pressure-stall information says what share of the time programs waited for the processor or the disk. Where the kernel does not keep it (Raspberry Pi OS needs psi=1), the load per core together with blocked processes gives a weaker answer, marked as suspected: the load average alone also counts sampling artefacts.',
    next: 'Add `psi=1` to cmdline.txt for a firm answer; see what is busy with `top` and `iotop`.',
    references: [
      'https://docs.kernel.org/accounting/psi.html',
      'https://github.com/longhorn/longhorn/issues/9735',
    ],
  },

  ask({ pressure, load: [load] }) {
    if (pressure.length > 0) return byPressure(pressure)
    return load?.cpuCount
      ? byLoad(load, load.cpuCount)
      : unknown('the node sent neither pressure nor load')
  },
})

function byPressure(pressure: readonly (z.infer<typeof pressureFact.schema> & Origin)[]): Verdict {
  for (const reading of pressure) {
    if (reading.resource === 'memory' || reading.someAvg60 < pressedPercent[reading.resource])
      continue
    const what = reading.resource === 'io' ? 'the disk' : 'the processor'
    const reason = `programs waited for ${what} ${reading.someAvg60} % of the last minute`
    return fail(reason, { evidence: [because(reading, reason)] })
  }
  return pass()
}

/** Load counts waiting for a disk too: only together with processes seen blocked twice it says something. */
function byLoad(load: z.infer<typeof loadFact.schema> & Origin, cpuCount: number): Verdict {
  const blocked = load.blockedProcesses ?? []
  const busy = load.five / cpuCount >= loadPerCore
  if (!busy || blocked.length < 2 || !blocked.every((count) => count > 0)) return pass()
  const reason = `suspected: load ${load.five} on ${cpuCount} cores with ${blocked.join(' and ')} processes blocked (no pressure information: add psi=1)`
  return fail(reason, { evidence: [because(load, reason)] })
}
