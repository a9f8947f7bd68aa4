/**
 * Bramble's node program watches each of its sections from a second process: background jobs, and
 * a pipe opened twice, which the interpreter does not have. So that part of the program is carried
 * out here, with the same words on the wire, while each section's own text really runs.
 */
export interface NodeProgram {
  readonly marker: string
  /** Functions and settings that all sections share. */
  readonly shared: string
  readonly names: readonly string[]
  /** The text of each section's two functions. */
  readonly texts: ReadonlyMap<string, string>
  readonly limits: ReadonlyMap<string, number>
  readonly onDisk: ReadonlySet<string>
  readonly totalSeconds: number
}

/** The program in a text; undefined for any other one. */
export function nodeProgramIn(text: string): NodeProgram | undefined {
  const names = group(text, /^: \| supervise (.+)$/m)
  const end = text.indexOf('\ntree() {\n')
  const first = text.search(/^ask_\w+\(\) \{$/m)
  // One that becomes root first holds it as a word.
  const isItself = /^\{ bramble\(\) \{\n.*\n.*\nmark=/.test(text)
  if (!isItself || names === '' || first < 0 || end < first) return undefined
  const opening = text.slice(text.indexOf('\n') + 1, first).replace(/^unset .*\n/m, '')
  const watching = text.slice(end, text.indexOf('\nwork() {\n'))
  return {
    marker: group(text, /^mark=(\w+)$/m),
    shared: `${opening}${watching}\n`,
    names: names.split(' '),
    texts: textsIn(text.slice(first, end + 1)),
    limits: limitsIn(text),
    onDisk: new Set(group(text, /^ *case \$name in (.+)\)$/m).split('|')),
    totalSeconds: Number(group(text, /\$ticks -ge (\d+) \] \|\|/)),
  }
}

function group(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? ''
}

function textsIn(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(?=ask_\w+\(\) \{$)/m)
  return new Map(parts.map((part) => [group(part, /^ask_(\w+)/), part]))
}

function limitsIn(text: string): ReadonlyMap<string, number> {
  const rows = [...text.matchAll(/^(\w+)\) limit=(\d+);;$/gm)]
  return new Map(rows.map(([, name = '', seconds]) => [name, Number(seconds)]))
}
