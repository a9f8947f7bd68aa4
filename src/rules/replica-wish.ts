import type { Wish } from './reading.ts'

/** What steps that set a count of replicas ask their checks about. */
export interface ReplicaWish {
  readonly count: number
  /** Names of Longhorn volumes. */
  readonly volumes: readonly string[]
}

/** @throws where a check of replicas was asked without the wish that it is about: our own defect */
export function replicaWishOf(wish: Wish | undefined): ReplicaWish {
  const { count, volumes = [] } = wish ?? {}
  if (typeof count === 'number' && Array.isArray(volumes)) return { count, volumes }
  throw new TypeError('A check of replicas needs to know the count.')
}
