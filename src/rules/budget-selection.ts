import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { disruptionBudgets, pods } from '#src/model/facts/kubernetes.ts'

export type Budget = z.infer<typeof disruptionBudgets.schema> & Origin
type Pod = z.infer<typeof pods.schema> & Origin

/**
 * Which budgets hold a pod. `unsure` are those whose selector could not be reduced to labels. An
 * empty selector holds every pod of its namespace (policy/v1).
 */
export function budgetsOver(
  pod: Pod,
  budgets: readonly Budget[],
): { sure: readonly Budget[]; unsure: readonly Budget[] } {
  const here = budgets.filter((budget) => budget.namespace === pod.namespace)
  return {
    sure: here.filter(({ selector }) => selector && fits(selector, pod.labels ?? {})),
    // A budget without any selector expects no pod.
    unsure: here.filter(({ selector, expectedPods }) => !selector && expectedPods !== 0),
  }
}

function fits(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value)
}
