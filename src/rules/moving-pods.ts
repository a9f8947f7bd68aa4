/** What decides whether a pod leaves its node at a drain; pods as facts and as steps see them. */
interface PodLike {
  readonly mirror?: boolean | undefined
  readonly owner?: { readonly kind: string } | undefined
  readonly phase?: string | undefined
  readonly deletedAt?: string | undefined
}

/**
 * What a drain does with a pod, as `kubectl drain --ignore-daemonsets` (kubectl/pkg/drain/filters.go)
 * does, but for finished pods: those hold nothing, and their logs are kept by leaving them alone.
 *
 * `evict`: it moves. `leaving`: it is being deleted already. `daemon-set`: its controller would
 * start it on this very node again. `mirror`: the kubelet's own static pod. `finished`: it ended.
 */
export type DrainRole = 'evict' | 'leaving' | 'daemon-set' | 'mirror' | 'finished'

export function drainRole({ mirror, owner, phase, deletedAt }: PodLike): DrainRole {
  if (mirror) return 'mirror'
  if (phase === 'Succeeded' || phase === 'Failed') return 'finished'
  if (owner?.kind === 'DaemonSet') return 'daemon-set'
  return deletedAt === undefined ? 'evict' : 'leaving'
}

/** True for pods that a drained node no longer runs. */
export function mustLeave(pod: PodLike): boolean {
  const role = drainRole(pod)
  return role === 'evict' || role === 'leaving'
}

/**
 * True for the pod that runs Longhorn's engines and replicas on a node. Longhorn keeps a budget of
 * its own over it until nothing is attached there and each replica has a twin elsewhere
 * (https://longhorn.io/docs/1.12.1/maintenance/maintenance/), so it leaves last.
 */
export function isInstanceManager({
  owner,
}: {
  readonly owner?: { readonly kind: string } | undefined
}): boolean {
  return owner?.kind === 'InstanceManager'
}
