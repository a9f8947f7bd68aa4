/** Major, minor and patch of a release: `v1.36.3+k3s1` is [1, 36, 3]. */
export type Version = readonly [number, number, number]

/** Undefined where the text holds no version of three numbers. */
export function parseVersion(text: string): Version | undefined {
  const found = /v?(\d+)\.(\d+)\.(\d+)/.exec(text)
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined
}

/** Negative where `one` is older. */
export function compareVersions(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}

export interface VersionRange {
  /** Oldest affected version. */
  readonly from: string
  /** Newest affected version, itself included; absent where no fix is known. */
  readonly to?: string
}

/** Whether one of the ranges holds a version. */
export function isWithin(version: Version, ranges: readonly VersionRange[]): boolean {
  return ranges.some(({ from, to }) => {
    const first = parseVersion(from)
    const last = to === undefined ? undefined : parseVersion(to)
    return (
      first !== undefined &&
      compareVersions(version, first) >= 0 &&
      (last === undefined || compareVersions(version, last) <= 0)
    )
  })
}
