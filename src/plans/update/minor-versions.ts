import { releaseLines } from '#src/rules/versions/release-lines.ts'

/** Major and minor, whatever follows. */
type Version = readonly [number, number, ...number[]]

/** True where a release between `from` and `to` would be left out, or `to` has another major version. */
export function skipsMinor([major, minor]: Version, [nextMajor, nextMinor]: Version): boolean {
  return nextMajor !== major || nextMinor - minor > 1
}

/** What to do instead: the minor versions after `from`, `to`'s own among them, each by `bramble update`. */
export function oneByOne(component: keyof typeof releaseLines, from: Version, to: Version): string {
  const way = releaseLines[component]
    .map(({ minor }) => minor)
    .filter((line) => {
      const [, minor = 0] = line.split('.').map(Number)
      return minor > from[1] && minor <= to[1]
    })
  return `One after the other: ${way.join(', ')}. Each by bramble update ${component} VERSION.`
}
