import { trends } from '#src/model/facts/trends.ts'
import type { TrendAnswer } from '#src/model/series.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

const soonDays = 14
const urgentDays = 2

export const nothingRunsOut = defineCheck({
  id: 'nothing-runs-out',
  title: 'disks and memory to last',
  scope: 'cluster',
  severity: 'warning',
  reads: { trends },
  staleAfterSeconds: 86_400,
  docs: {
    meaning:
      'What is left of a disk or of memory went down in most of the last days. At that rate it ends within two weeks. The figures are those of the looks before, which Bramble keeps in its journal.',
    next: 'See the course: `bramble trends`. On a node, see what grows: `sudo du -xh / --max-depth=2 | sort -h | tail`, or `kubectl top pods -A --sort-by=memory`.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },

  ask({ trends }) {
    const ending = trends.filter(({ goneInDays }) => goneInDays && goneInDays[0] <= soonDays)
    if (ending.length > 0)
      return ending.map((trend) => {
        const reason = words(trend)
        const isUrgent = (trend.goneInDays?.[0] ?? soonDays) <= urgentDays
        return fail(reason, {
          subject: trend.subject,
          ...(isUrgent && { severity: 'critical' }),
          evidence: [because(trend, reason)],
        })
      })
    // A journal of a few days cannot tell, and that is nothing to be woken for.
    const isFollowed = trends.some(({ direction }) => direction !== 'unknown')
    return isFollowed ? pass(`nothing ends within ${soonDays} days at the rate of now`) : []
  },
})

function words({ series, goneInDays: [early, late] = [0, 0] }: TrendAnswer): string {
  const what = series === 'memory-available' ? 'memory' : 'room on the disk'
  const when = early === late ? `${early} days` : `${early} to ${late} days`
  return `at the rate of the last days no ${what} is left in ${when}`
}
