import { type Kind, kindOf } from './kinds.ts'
import { objectSelectorTest } from './selector.ts'
import type { PracticeObject, PracticeStore } from './store.ts'

/** What the disruption controller of a real cluster keeps true: the status of each budget. */

const budgetKind = kindOf('policy/v1', 'PodDisruptionBudget') as Kind
const podKind = kindOf('v1', 'Pod') as Kind

interface BudgetStatus {
  readonly expectedPods: number
  readonly desiredHealthy: number
  readonly currentHealthy: number
  readonly disruptionsAllowed: number
}

/** Counts all budgets now and after each change. Returns the way to stop. */
export function keepBudgets(store: PracticeStore): () => void {
  const refresh = (namespace?: string) => {
    for (const budget of store.list(budgetKind, namespace)) {
      const { name } = budget.metadata
      const key = { kind: budgetKind, namespace: budget.metadata.namespace, name }
      store.update(key, (object) => ({
        ...object,
        status: { ...(object.status as object | undefined), ...countBudget(store, object) },
      }))
    }
  }
  refresh()
  return store.onChange(({ kind, object }) => {
    if (kind === podKind || kind === budgetKind) refresh(object.metadata.namespace)
  })
}

export function budgetsOver(store: PracticeStore, pod: PracticeObject): readonly PracticeObject[] {
  return store.list(budgetKind, pod.metadata.namespace).filter((budget) => selects(budget, pod))
}

function selects(budget: PracticeObject, pod: PracticeObject): boolean {
  const { selector } = budget.spec as { selector?: unknown }
  return selector !== undefined && objectSelectorTest(selector)(pod.metadata.labels ?? {})
}

export function countBudget(store: PracticeStore, budget: PracticeObject): BudgetStatus {
  const pods = store.list(podKind, budget.metadata.namespace).filter((pod) => selects(budget, pod))
  const expectedPods = expectedOf(store, budget, pods)
  const desiredHealthy = wantedOf(budget, expectedPods)
  const currentHealthy = pods.filter(isHealthy).length
  return {
    expectedPods,
    desiredHealthy,
    currentHealthy,
    disruptionsAllowed: Math.max(0, currentHealthy - desiredHealthy),
  }
}

/**
 * As many pods as their owners want. Of pods whose owner is not there, one that has gone is still
 * expected.
 */
function expectedOf(
  store: PracticeStore,
  budget: PracticeObject,
  pods: readonly PracticeObject[],
): number {
  const known = (budget.status ?? {}) as Partial<BudgetStatus>
  const wanted = new Map<string, number>()
  let others = 0
  for (const { metadata } of pods) {
    const [owner] = (metadata['ownerReferences'] ?? []) as readonly Owner[]
    const found = owner && ownerIn(store, owner, metadata.namespace)
    if (found) wanted.set(found.metadata.uid, (found as Workload).spec.replicas ?? 1)
    else others += 1
  }
  const owned = [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0)
  if (others === 0 && owned > 0) return owned
  return Math.max(known.expectedPods ?? 0, pods.length)
}

interface Owner {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

interface Workload extends PracticeObject {
  readonly spec: { readonly replicas?: number }
}

function ownerIn(
  store: PracticeStore,
  { apiVersion, kind: named, name, uid }: Owner,
  namespace: string | undefined,
): PracticeObject | undefined {
  const kind = kindOf(apiVersion, named)
  const found = kind && store.get({ kind, namespace, name })
  return found?.metadata.uid === uid ? found : undefined
}

function wantedOf(budget: PracticeObject, expectedPods: number): number {
  const { minAvailable, maxUnavailable } = budget.spec as {
    minAvailable?: number | string
    maxUnavailable?: number | string
  }
  if (minAvailable !== undefined) return countOf(minAvailable, expectedPods)
  if (maxUnavailable !== undefined)
    return Math.max(0, expectedPods - countOf(maxUnavailable, expectedPods))
  return 0
}

/** A number, or a share of the pods, rounded up. */
function countOf(value: number | string, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100)
}

export function isHealthy(pod: PracticeObject): boolean {
  const { conditions = [] } = (pod.status ?? {}) as {
    conditions?: readonly { type: string; status: string }[]
  }
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  return ready && pod.metadata.deletionTimestamp === undefined
}
