import { type Call, optionsIn, type Said, type Tool } from '../tool.ts'
import { globalPattern } from './pattern.ts'

const valued = new Set(['e', 'm', 'A', 'B', 'C'])

interface Asked {
  readonly flags: ReadonlySet<string>
  readonly pattern: RegExp
  readonly most: number
  readonly withName: boolean
}

/** GNU grep, as far as shell programs use it: -a -c -e -E -F -h -H -i -l -m -n -o -q -s -v -w -x. */
export const grep: Tool = {
  name: 'grep',
  async run(call) {
    const { flags, values, operands } = optionsIn(call.words, valued)
    const given = values.get('e')
    const patterns = given ?? operands.slice(0, 1)
    const paths = given ? operands : operands.slice(1)
    if (patterns.length === 0)
      return { error: 'Usage: grep [OPTION]... PATTERNS [FILE]...\n', code: 2 }
    const pattern = globalPattern(patterns, flags)
    if (!pattern) return { error: 'grep: Invalid regular expression\n', code: 2 }
    const most = Number(values.get('m')?.at(-1) ?? Number.POSITIVE_INFINITY)
    const withName = flags.has('H') || (paths.length > 1 && !flags.has('h'))
    const asked = { flags, pattern, most, withName }
    if (paths.length === 0) return search('(standard input)', call.input, asked)
    return searchFiles(call, paths, asked)
  },
}

async function searchFiles(
  { context }: Call,
  paths: readonly string[],
  asked: Asked,
): Promise<Said> {
  let out = ''
  let error = ''
  let found = false
  let missing = false
  for (const path of paths) {
    const text = await textAt(context, path)
    if (text === undefined) {
      missing = true
      if (!asked.flags.has('s')) error += `grep: ${path}: No such file or directory\n`
      continue
    }
    const said = search(path, text, asked)
    out += said.out ?? ''
    found ||= said.code === 0
  }
  // Not even -s hides from the status that a file could not be read; -q does, once it has found.
  const isMissing = missing && !(found && asked.flags.has('q'))
  return { out, error, code: isMissing ? 2 : found ? 0 : 1 }
}

async function textAt(context: Call['context'], path: string): Promise<string | undefined> {
  try {
    const bytes = await context.fs.readFileBuffer(context.fs.resolvePath(context.cwd, path))
    return Buffer.from(bytes).toString('latin1')
  } catch {
    return undefined
  }
}

function search(path: string, text: string, asked: Asked): Said {
  const { flags, withName } = asked
  const name = withName ? `${path}:` : ''
  const found = linesWith(text, asked)
  const code = found.length > 0 ? 0 : 1
  if (flags.has('q')) return { code }
  if (flags.has('c')) return { out: `${name}${found.length}\n`, code }
  if (flags.has('l')) return { out: found.length > 0 ? `${path}\n` : '', code }
  const rows = found.flatMap(({ line, number }) => {
    const head = flags.has('n') ? `${name}${number}:` : name
    const parts = flags.has('o') ? (line.match(asked.pattern) ?? []) : [line]
    return parts.map((part) => `${head}${part}\n`)
  })
  return { out: rows.join(''), code }
}

function linesWith(
  text: string,
  { flags, pattern, most }: Asked,
): { line: string; number: number }[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const found: { line: string; number: number }[] = []
  for (const [place, line] of lines.entries()) {
    if (found.length >= most) break
    pattern.lastIndex = 0
    if (pattern.test(line) !== flags.has('v')) found.push({ line, number: place + 1 })
  }
  return found
}
