/**
 * How far a kubelet may lag behind the API server, in minor versions of 1.x; it is never newer.
 * Source: https://kubernetes.io/releases/version-skew-policy/, opened on 2026-11-26. First that fits.
 */
const allowed: readonly { readonly kubeletBelow: number; readonly minors: number }[] = [
  { kubeletBelow: 25, minors: 2 },
  { kubeletBelow: Number.POSITIVE_INFINITY, minors: 3 },
]

/** @param kubelet its minor version: 36 of v1.36.3 */
export function minorsBehind(kubelet: number): number {
  return allowed.find(({ kubeletBelow }) => kubelet < kubeletBelow)?.minors ?? 0
}
