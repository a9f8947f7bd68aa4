import type { CheckReport } from '#src/model/diagnosis.ts'
import { askChecks } from '#src/rules/ask-checks.ts'
import { checks as allChecks } from '#src/rules/checks/index.ts'
import { type LookOptions, observe } from './observe.ts'

const checks = allChecks.filter((one) => one.askedBy !== 'steps')

/** Observes the cluster and asks all checks of its health. */
export async function check(options: LookOptions): Promise<CheckReport> {
  const queries = checks.flatMap((one) => one.queries)
  const { observation, index } = await observe(options, queries)
  return {
    schema: 'bramble/check/1',
    cluster: observation.cluster,
    takenAt: observation.takenAt,
    results: askChecks(checks, index, observation),
    coverage: [...observation.coverage],
  }
}
