import { disruptionBudgets, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, unknown, type Verdict } from '#src/model/verdict.ts'
import { type Budget, budgetsOver } from '../budget-selection.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole, isInstanceManager } from '../moving-pods.ts'

export const budgetsAllowEviction = defineCheck({
  id: 'budgets-allow-eviction',
  title: 'disruption budgets to let pods go',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { disruptionBudgets, pods },
  staleAfterSeconds: 60,
  mayOpen: true,
  docs: {
    heading: 'PodDisruptionBudgets allow the eviction of pods',
    meaning:
      "A PodDisruptionBudget that allows no disruption now keeps its pods where they are, and a drain would wait for it. Longhorn's own budgets over its instance managers open by themselves once nothing is attached to the node.",
    next: 'Wait until its pods are ready, start one pod more (`kubectl scale`), or change the budget.',
    accepting: 'The drain begins and waits for the budget, and stops where that takes too long.',
    references: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },

  ask({ disruptionBudgets, pods }, { node }) {
    const leaving = pods.filter(
      (pod) => pod.nodeName === node && drainRole(pod) === 'evict' && !isInstanceManager(pod),
    )
    const closed = disruptionBudgets.filter((budget) => budget.disruptionsAllowed <= 0)
    const verdicts = closed.flatMap((budget): Verdict[] => {
      const held = leaving.filter((pod) => budgetsOver(pod, [budget]).sure.length > 0)
      const perhaps = leaving.filter((pod) => budgetsOver(pod, [budget]).unsure.length > 0)
      const subject = `budget/${budget.namespace}/${budget.name}`
      if (held.length > 0) return [refused(budget, subject, held.length)]
      return perhaps.length > 0
        ? [unknown('its selector has expressions: which pods it holds is not known', { subject })]
        : []
    })
    return verdicts.length > 0 ? verdicts : pass()
  },
})

function refused(budget: Budget, subject: string, held: number): Verdict {
  const { desiredHealthy, currentHealthy } = budget
  const isCounted = desiredHealthy !== undefined && currentHealthy !== undefined
  const counts = isCounted
    ? `: of the pods that it counts ${desiredHealthy} must be healthy, and ${currentHealthy} ${currentHealthy === 1 ? 'is' : 'are'}`
    : ''
  const reason = `allows no disruption now${counts}; ${held} ${held === 1 ? 'runs' : 'run'} here`
  // With as many healthy pods as it asks for nothing is on its way that could open it.
  const stands = isCounted && currentHealthy >= desiredHealthy
  return fail(reason, { subject, stands, evidence: [because(budget, reason)] })
}
