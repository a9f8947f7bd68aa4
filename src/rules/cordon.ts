/** From here on a cordon without a run is taken for one that was forgotten. */
export const cordonLeftMilliseconds = 3_600_000

const taintKey = 'node.kubernetes.io/unschedulable'

/**
 * Since when a node is cordoned, ISO 8601 UTC, where its taint tells.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unschedulable
 */
export function cordonedSince({
  taints,
}: {
  readonly taints: readonly { readonly key: string; readonly addedAt?: string | undefined }[]
}): string | undefined {
  return taints.find(({ key }) => key === taintKey)?.addedAt
}
