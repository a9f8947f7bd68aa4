import type { CheckReport } from '#src/model/diagnosis.ts'
import type { LookOptions } from './look-options.ts'
import { observe } from './observe.ts'

/**
 * Observes the cluster and asks all checks of its health. None of them reads a log. What judges is
 * loaded while the nodes answer: before the first session it would only keep everybody waiting.
 */
export async function check(options: LookOptions): Promise<CheckReport> {
  const loadJudge = () => import('./judge-health.ts')
  const seen = await observe(options, 'no logs', { meanwhile: loadJudge })
  const { judgeHealth } = await loadJudge()
  return judgeHealth(seen, options)
}
