const mark = Buffer.from('+k3s')
/** Longer than any release's name: `v1.36.3-rc10+k3s10`. */
const longestName = 40
const mostNames = 8

/** Takes a program's bytes in pieces and tells which releases of K3s it names as its own. */
export function releasesIn(): { take(chunk: Buffer): void; found(): string[] } {
  const names = new Set<string>()
  let rest = Buffer.alloc(0)
  return {
    take(chunk) {
      const bytes = Buffer.concat([rest, chunk])
      // What stands at the very end may go on in the next piece.
      const from = Math.max(0, bytes.length - longestName)
      for (const name of namesBefore(from, bytes)) if (names.size < mostNames) names.add(name)
      rest = bytes.subarray(Math.max(0, from - longestName))
    },
    found: () => [...new Set([...names, ...namesBefore(rest.length, rest)])].sort(),
  }
}

function namesBefore(end: number, bytes: Buffer): string[] {
  const found: string[] = []
  for (let at = bytes.indexOf(mark); at >= 0 && at < end; at = bytes.indexOf(mark, at + 1)) {
    const around = bytes.toString('latin1', Math.max(0, at - longestName), at + longestName)
    const [name] = /v\d+\.\d+\.\d+(?:-[\w.]+)?\+k3s\d+/.exec(around) ?? []
    if (name !== undefined) found.push(name)
  }
  return found
}
