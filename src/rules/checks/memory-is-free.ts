import { memory, pressure } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const lowPercent = 8
const gonePercent = 3
const stalledPercent = 10

export const memoryIsFree = defineCheck({
  id: 'memory-is-free',
  title: 'memory to be available',
  scope: 'node',
  severity: 'warning',
  reads: { memory, pressure },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The node has free memory',
    meaning:
      'MemAvailable is what programs can still get without swapping. K3s switches memory eviction off by default, so a node that runs out thrashes or lets the kernel kill programs.',
    next: 'See what eats it: `kubectl top pods -A --sort-by=memory`. Reserve memory for the system: `bramble explain oom-killer-node`.',
    references: [
      'https://docs.kernel.org/accounting/psi.html',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
    ],
  },

  ask({ memory: [memory], pressure }) {
    const stalled = pressure.find(
      (reading) => reading.resource === 'memory' && (reading.fullAvg60 ?? 0) >= stalledPercent,
    )
    if (stalled) {
      const reason = `everything waits for memory ${stalled.fullAvg60} % of the time`
      return fail(reason, { severity: 'critical', evidence: [because(stalled, reason)] })
    }
    if (memory?.availableBytes === undefined) return unknown('the node sent no MemAvailable')
    const percent = (memory.availableBytes / memory.totalBytes) * 100
    const reason = `${Math.round(memory.availableBytes / 1e6)} MB of ${Math.round(memory.totalBytes / 1e6)} MB available`
    if (percent >= lowPercent) return pass(reason)
    return fail(reason, {
      severity: percent < gonePercent ? 'critical' : 'warning',
      evidence: [because(memory, reason)],
    })
  },
})
