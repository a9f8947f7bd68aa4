import type { CheckReport } from '#src/model/diagnosis.ts'
import { askChecks } from '#src/rules/ask-checks.ts'
import { healthChecks } from '#src/rules/health-checks.ts'
import type { LookOptions } from './look-options.ts'
import type { Seen } from './observe.ts'
import { withTrends } from './with-trends.ts'

/** Asks all checks of health about what was seen, with where its figures have been going. */
export function judgeHealth(seen: Seen, options: LookOptions): CheckReport {
  const { observation, index } = withTrends(seen, options)
  return {
    schema: 'bramble/check/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    results: askChecks(healthChecks, index, observation),
    coverage: [...observation.coverage],
  }
}
