/** POSIX classes inside of brackets. */
const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
}

/** grep's patterns as one regular expression; undefined for what is none. */
export function globalPattern(
  patterns: readonly string[],
  flags: ReadonlySet<string>,
): RegExp | undefined {
  const sources = patterns.flatMap((text) => text.split('\n')).map((text) => sourceOf(text, flags))
  const joined = sources.map((source) => `(?:${source})`).join('|')
  const bounded = flags.has('w') ? `\\b(?:${joined})\\b` : joined
  try {
    return new RegExp(flags.has('x') ? `^(?:${bounded})$` : bounded, flags.has('i') ? 'gi' : 'g')
  } catch {
    return undefined
  }
}

function sourceOf(text: string, flags: ReadonlySet<string>): string {
  if (flags.has('F')) return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return text.replaceAll(/\[(\^?\]?(?:\[:\w+:\]|[^\]])*)\]|\\?[\s\S]/g, (part, inside?: string) => {
    if (inside !== undefined) return bracketOf(inside)
    return flags.has('E') ? part : basicOf(part)
  })
}

function bracketOf(inside: string): string {
  const isNegated = inside.startsWith('^')
  const named = (isNegated ? inside.slice(1) : inside)
    .split(/(\[:\w+:\])/)
    .map((part) => {
      const name = /^\[:(\w+):\]$/.exec(part)?.[1]
      return name === undefined ? part.replaceAll(/[\\\]^[]/g, '\\$&') : (classes[name] ?? '')
    })
    .join('')
  return `[${isNegated ? '^' : ''}${named}]`
}

/** In a basic expression a backslash gives these their meaning; in JavaScript it takes it. */
function basicOf(part: string): string {
  if (/^\\[(){}|+?]$/.test(part)) return part.slice(1)
  return /^[(){}|+?]$/.test(part) ? `\\${part}` : part
}
