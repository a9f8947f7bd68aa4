import { budgetsOver, countBudget, isHealthy } from './budgets.ts'
import { type DeleteWish, deleteObject } from './deletion.ts'
import { Refusal } from './refusal.ts'
import type { PracticeObject, PracticeStore } from './store.ts'
import { parseObject, type Target } from './writes.ts'

/**
 * POST …/pods/NAME/eviction.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 */
export function evictPod(
  store: PracticeStore,
  target: Target,
  body: string,
  later: (seconds: number, end: () => void) => void,
): object {
  const { deleteOptions = {} } = parseObject(body, 'error decoding eviction') as {
    deleteOptions?: DeleteWish
  }
  const pod = store.mustGet(target)
  const budgets = isCounted(pod) ? budgetsOver(store, pod) : []
  if (budgets.length > 1)
    throw new Refusal(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  for (const budget of budgets) refuseWhereSpent(store, budget, pod)
  deleteObject(store, target, deleteOptions, later)
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }
}

/** Pods that have ended, or that already go, are no business of a budget. */
function isCounted(pod: PracticeObject): boolean {
  const { phase } = (pod.status ?? {}) as { phase?: string }
  const gone = phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending'
  return !gone && pod.metadata.deletionTimestamp === undefined
}

/** The numbers are counted at once, so that two evictions in a row cannot share the last one. */
function refuseWhereSpent(store: PracticeStore, budget: PracticeObject, pod: PracticeObject): void {
  const { desiredHealthy: wanted, currentHealthy: healthy } = countBudget(store, budget)
  if (healthy > wanted) return
  // A pod that is not ready takes nothing away from a budget that is kept: IfHealthyBudget.
  if (!isHealthy(pod) && healthy >= wanted && wanted > 0) return
  throw new Refusal(
    429,
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    {
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: `The disruption budget ${budget.metadata.name} needs ${wanted} healthy pods and has ${healthy} currently`,
          },
        ],
      },
    },
  )
}
