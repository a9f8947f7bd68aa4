/** `v1.36.3+k3s1` as numbers: 1, 36, 3, 1. */
export type K3sVersion = readonly [number, number, number, number]

/** Undefined for what is no whole release of K3s: "latest" has no checksum. */
export function parseK3sVersion(text: string): K3sVersion | undefined {
  const found = /^v(\d+)\.(\d+)\.(\d+)(?:-[\w.]+)?\+k3s(\d+)$/.exec(text)
  if (!found) return undefined
  const [, major, minor, patch, build] = found.map(Number)
  return [major ?? 0, minor ?? 0, patch ?? 0, build ?? 0]
}

/** Negative where `one` is older. */
export function compareK3sVersions(one: K3sVersion, other: K3sVersion): number {
  const place = one.findIndex((number, index) => number !== other[index])
  return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0)
}
