import type { Section } from '../sections.ts'

/** One object that `kubectl describe` shows: its fields by name, and its indented blocks. */
export interface Described {
  readonly fields: ReadonlyMap<string, string>
  /** Lines below a field that is a heading, with their indentation. */
  readonly blocks: ReadonlyMap<string, readonly string[]>
  readonly lines: readonly [from: number, to: number]
}

/** Fields stand at the left edge: `Name:  web-1`; a heading has nothing behind its colon. */
const field = /^([A-Z][A-Za-z0-9 ()-]{0,40}):(?:\s+(.*))?$/

/**
 * Finds the objects that `kubectl describe` shows. Each begins with its Name; only what also has
 * one of `telling` is one: many programs print a `Name:`.
 */
export function describedIn({ lines }: Section, telling: readonly string[]): Described[] {
  const starts = lines.flatMap((line, number) => (/^Name:\s+\S/.test(line) ? [number] : []))
  return starts
    .map((start, index) => readOne(lines, start, starts[index + 1] ?? lines.length))
    .filter(({ fields, blocks }) => telling.some((name) => fields.has(name) || blocks.has(name)))
}

function readOne(lines: readonly string[], from: number, to: number): Described {
  const fields = new Map<string, string>()
  const blocks = new Map<string, string[]>()
  let block: string[] | undefined
  for (const line of lines.slice(from, to)) {
    const found = field.exec(line)
    if (!found) {
      if (line.trim() !== '') block?.push(line)
      continue
    }
    const [, name = '', value = ''] = found
    fields.set(name, value.trim())
    block = []
    blocks.set(name, block)
    // The first of several values stands on the heading's own line.
    if (value.trim() !== '') block.push(` ${value.trim()}`)
  }
  return { fields, blocks, lines: [from, to] }
}

/** Key and value of an indented line: `    Reason:    OOMKilled`. */
export function pairOf(line: string): { depth: number; key: string; value: string } | undefined {
  const found = /^(\s+)([A-Za-z][\w .()/-]{0,60}?):(?:\s+(.*))?$/.exec(line)
  if (!found) return undefined
  return { depth: found[1]?.length ?? 0, key: found[2] ?? '', value: (found[3] ?? '').trim() }
}

/** A time as describe prints it (RFC 1123 with a numeric zone) in ISO 8601 UTC. */
export function timeOf(text: string | undefined): string | undefined {
  if (
    text === undefined ||
    !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/.test(text)
  )
    return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
