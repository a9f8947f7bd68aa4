const mark = Buffer.from('+k3s')
/** Longer than any release's name: `v1.36.3-rc10+k3s10`. */
const longestName = 40
const mostNames = 8

/** Takes a program's bytes in pieces and tells which releases of K3s it names as its own. */
export function releasesIn(): { take(chunk: Buffer): void; found(): string[] } {
  const names = new Set<string>()
  let rest: Buffer = Buffer.alloc(0)
  /** What stands at the very end may go on in the next piece. */
  const note = (bytes: Buffer) => {
    for (const name of namesBefore(bytes.length - longestName, bytes))
      if (names.size < mostNames) names.add(name)
  }
  return {
    take(chunk) {
      // Only the seam is copied: a program has a hundred megabytes.
      const seam = Buffer.concat([rest, chunk.subarray(0, 2 * longestName)])
      note(seam)
      note(chunk)
      rest = (chunk.length < 2 * longestName ? seam : chunk).subarray(-2 * longestName)
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
