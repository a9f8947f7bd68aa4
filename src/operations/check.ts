import type { CheckReport } from '#src/model/diagnosis.ts'
import { askChecks } from '#src/rules/ask-checks.ts'
import { healthChecks } from '#src/rules/health-checks.ts'
import { type LookOptions, observe } from './observe.ts'
import { withTrends } from './with-trends.ts'

/** Observes the cluster and asks all checks of its health. */
export async function check(options: LookOptions): Promise<CheckReport> {
  const queries = healthChecks.flatMap((one) => one.queries)
  // No check of today reads a log; one that does brings its queries, and the logs with them.
  const seen = await observe(options, queries.length > 0 ? queries : 'no logs')
  const { observation, index } = withTrends(seen, options)
  return {
    schema: 'bramble/check/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    results: askChecks(healthChecks, index, observation),
    coverage: [...observation.coverage],
  }
}
