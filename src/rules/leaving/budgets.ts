import type * as z from 'zod'
import type { BudgetOver, VolumeCopies } from '#src/model/can.ts'
import type { Origin } from '#src/model/facts/define.ts'
import type { pods } from '#src/model/facts/kubernetes.ts'
import { type Budget, budgetsOver } from '../budget-selection.ts'
import { drainRole, isInstanceManager } from '../moving-pods.ts'
import { survives } from './volumes.ts'

type Pod = z.infer<typeof pods.schema> & Origin

interface Holding {
  readonly pods: readonly Pod[]
  readonly budgets: readonly Budget[]
  readonly volumes: readonly VolumeCopies[]
  /** The setting `node-drain-policy`; undefined where it was not read. */
  readonly drainPolicy: string | undefined
}

/** Each disruption budget over pods of the node, and what becomes of it at a drain. */
export function budgetsHere(node: string, holding: Holding): readonly BudgetOver[] {
  const here = holding.pods.filter((pod) => pod.nodeName === node && drainRole(pod) === 'evict')
  return holding.budgets.flatMap((budget) => {
    const held = here.filter((pod) => budgetsOver(pod, [budget]).sure.length > 0)
    const [first] = held
    if (!first) return []
    return {
      budget: `${budget.namespace}/${budget.name}`,
      pods: held.length,
      disruptionsAllowed: budget.disruptionsAllowed,
      explanation: isInstanceManager(first) ? longhornsOwn(node, holding) : appsOwn(budget),
    }
  })
}

function appsOwn({ disruptionsAllowed, desiredHealthy, currentHealthy }: Budget): string {
  if (disruptionsAllowed > 0) return `lets ${disruptionsAllowed} go at a time`
  const counts =
    desiredHealthy === undefined || currentHealthy === undefined
      ? ''
      : `: needs ${desiredHealthy} healthy pods and has ${currentHealthy}`
  return `lets none go now${counts}`
}

/**
 * Longhorn keeps a budget over each instance manager and takes it away by its own rules:
 * https://longhorn.io/docs/1.12.1/maintenance/maintenance/#node-drain-policy
 */
function longhornsOwn(node: string, { volumes, drainPolicy }: Holding): string {
  const last = volumes.filter((volume) => volume.healthyHere && !survives(volume))
  const names = last.map(({ name, claim }) => claim ?? name).join(', ')
  switch (drainPolicy) {
    case undefined:
      return "Longhorn's own; its drain policy was not read"
    case 'always-allow':
      return `Longhorn's own: goes once nothing is attached to ${node} (always-allow)`
    case 'block-for-eviction':
      return `Longhorn's own: goes once every replica has been copied away from ${node} (block-for-eviction); that takes long`
    case 'block-for-eviction-if-contains-last-replica':
      return last.length === 0
        ? opensByItself(node)
        : `Longhorn's own: goes once ${names} has been copied away from ${node} (${drainPolicy}); that takes long`
    case 'allow-if-replica-is-stopped':
      return last.length === 0
        ? opensByItself(node)
        : `Longhorn's own: goes once the replicas of ${names} on ${node} are stopped (${drainPolicy})`
    default:
      return last.length === 0
        ? opensByItself(node)
        : `Longhorn's own: stays as long as ${node} has the last healthy replica of ${names} (${drainPolicy})`
  }
}

function opensByItself(node: string): string {
  return `Longhorn's own: goes by itself once nothing is attached to ${node}`
}
