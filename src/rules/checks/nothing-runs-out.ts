import { trends } from '#src/model/facts/trends.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { endingsOf, soonDays } from '../live/endings.ts'

export const nothingRunsOut = defineCheck({
  id: 'nothing-runs-out',
  title: 'disks and memory to last',
  scope: 'cluster',
  severity: 'warning',
  reads: { trends },
  staleAfterSeconds: 86_400,
  docs: {
    heading: 'No disk and no memory will run out within two weeks',
    meaning:
      'What is left of a disk or of memory went down in most of the last days. At that rate it ends within two weeks. The figures are those of the looks before, which Bramble keeps in its journal.',
    next: 'See the course: `bramble trends`. On a node, see what grows: `sudo du -xh / --max-depth=2 | sort -h | tail`, or `kubectl top pods -A --sort-by=memory`.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },

  ask({ trends }) {
    const soon = endingsOf(trends).filter(({ severity }) => severity !== 'info')
    if (soon.length > 0)
      return soon.map(({ trend, severity, reason }) =>
        fail(reason, { subject: trend.subject, severity, evidence: [because(trend, reason)] }),
      )
    // A journal of a few days cannot tell, and that is nothing to be woken for.
    const isFollowed = trends.some(({ direction }) => direction !== 'unknown')
    return isFollowed ? pass(`nothing ends within ${soonDays} days at the rate of now`) : []
  },
})
