import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import type { nodes } from '#src/model/facts/kubernetes.ts'

export type NodeFact = z.infer<typeof nodes.schema> & Origin

/** A lease is renewed every 10 s; four misses are more than a slow moment. */
const oldLeaseSeconds = 40

/**
 * Why a node does not count as Ready, or undefined where it does. Ready=True stays for up to 50 s
 * after a node has vanished: the lease is the earlier sign.
 *
 * @param now milliseconds since the epoch
 */
export function whyNotReady(node: NodeFact, now: number): string | undefined {
  const ready = node.conditions.find((condition) => condition.type === 'Ready')
  if (!ready) return 'it shows no Ready condition'
  if (ready.status === 'Unknown')
    return `its kubelet is silent since ${lastSignOf(node) ?? 'an unknown time'}`
  if (ready.status === 'False') return `it is not Ready: ${ready.reason ?? ready.message ?? ''}`
  const renewed = node.leaseRenewedAt
  if (renewed === undefined) return undefined
  const seconds = Math.round((now - Date.parse(renewed)) / 1000)
  return seconds > oldLeaseSeconds ? `its lease was last renewed ${seconds} s ago` : undefined
}

/**
 * The last that was heard of a kubelet. It renews its lease every 10 s, and reports its conditions
 * every five minutes where they do not change.
 */
export function lastSignOf({ conditions, leaseRenewedAt }: NodeFact): string | undefined {
  const reportedAt = conditions.find(({ type }) => type === 'Ready')?.lastHeartbeatAt
  const signs = [reportedAt, leaseRenewedAt].filter((at) => at !== undefined)
  return signs.toSorted((one, other) => Date.parse(other) - Date.parse(one))[0]
}

/** Whose trouble follows from one node that is not there: they are all on it, and on no other. */
export function onGoneNode(
  all: readonly { readonly nodeName?: string | undefined }[],
  nodes: readonly NodeFact[],
  now: number,
): { follows?: string } {
  const [name, ...more] = new Set(all.map(({ nodeName }) => nodeName))
  const node = nodes.find((one) => one.name === name)
  const isGone = node !== undefined && whyNotReady(node, now) !== undefined
  return isGone && more.length === 0 ? { follows: `node/${node.name}` } : {}
}

const serverRoles: ReadonlySet<string> = new Set(['control-plane', 'master', 'etcd'])

/** Servers run the API and the datastore; K3s marks them with a role. */
export function isServer({ roles }: Pick<NodeFact, 'roles'>): boolean {
  return roles.some((role) => serverRoles.has(role))
}

/**
 * Nodes that take pods of any kind: Ready, not cordoned, without a taint that keeps pods away.
 * Which pods tolerate a taint is not looked at, so the answer errs on the side of fewer nodes.
 */
export function takesPods(node: NodeFact, now: number): boolean {
  const tainted = node.taints.some(
    (taint) => taint.effect === 'NoSchedule' || taint.effect === 'NoExecute',
  )
  return !node.unschedulable && !tainted && whyNotReady(node, now) === undefined
}
