export const csiDriver = 'driver.longhorn.io'

/** True for the pod that mounts Longhorn's volumes on its node. */
export function isCsiPlugin({
  namespace,
  owner,
}: {
  readonly namespace: string
  readonly owner?: { readonly kind: string; readonly name: string } | undefined
}): boolean {
  return (
    namespace === 'longhorn-system' &&
    owner?.kind === 'DaemonSet' &&
    owner.name === 'longhorn-csi-plugin'
  )
}
