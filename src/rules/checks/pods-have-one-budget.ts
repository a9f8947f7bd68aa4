import { disruptionBudgets, pods } from '#src/model/facts/kubernetes.ts'
import { because, fail, pass, type Verdict } from '#src/model/verdict.ts'
import { budgetsOver } from '../budget-selection.ts'
import { defineCheck } from '../define-check.ts'
import { drainRole } from '../moving-pods.ts'

export const podsHaveOneBudget = defineCheck({
  id: 'pods-have-one-budget',
  title: 'no pod to be held by two disruption budgets',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { disruptionBudgets, pods },
  staleAfterSeconds: 60,
  docs: {
    heading: 'No pod is held by two PodDisruptionBudgets',
    meaning:
      'The eviction API answers 500 for a pod that two budgets match: it cannot be evicted at all until one of them is gone.',
    next: 'Delete one of the two budgets, or narrow its selector.',
    accepting: 'Its pods cannot be evicted, so the drain waits and stops there.',
    references: ['https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/'],
  },

  ask({ disruptionBudgets, pods }, { node }) {
    const leaving = pods.filter((pod) => pod.nodeName === node && drainRole(pod) === 'evict')
    const doubled = leaving.flatMap((pod): Verdict[] => {
      const names = budgetsOver(pod, disruptionBudgets).sure.map((budget) => budget.name)
      if (names.length < 2) return []
      const reason = `${pod.namespace}/${pod.name} is held by the budgets ${names.join(' and ')}: the API cannot evict it`
      const subject = `pod/${pod.namespace}/${pod.name}`
      return [fail(reason, { subject, evidence: [because(pod, reason)] })]
    })
    return doubled.length > 0 ? doubled : pass()
  },
})
