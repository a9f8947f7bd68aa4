import type { LogLine } from '#src/model/log-line.ts'

/** By time; lines of one node stay in the order of its journal, even where its clock was set. */
export function merged(parts: readonly (readonly LogLine[])[]): LogLine[] {
  const rests = parts.map((part) => ({ part, place: 0 }))
  const lines: LogLine[] = []
  for (;;) {
    const heads = rests.flatMap((rest) => {
      const line = rest.part[rest.place]
      return line ? [{ rest, line }] : []
    })
    const [first, ...others] = heads
    if (!first) return lines
    const next = others.reduce((one, other) => (other.line.at < one.line.at ? other : one), first)
    lines.push(next.line)
    next.rest.place += 1
  }
}
