/** Where a text stops being JSON, and what should have stood there. */
export interface JsonFlaw {
  readonly line: number
  readonly column: number
  readonly expected: string
  /** True where the text simply ends too early. */
  readonly cut: boolean
}

type State = 'value' | 'first-item' | 'key' | 'first-key' | 'colon' | 'after-value' | 'end'

const words: Readonly<Record<State, string>> = {
  value: 'a value',
  'first-item': 'a value or "]"',
  key: 'a key in double quotes',
  'first-key': 'a key in double quotes or "}"',
  colon: '":"',
  'after-value': '"," or the closing bracket',
  end: 'the end of the file',
}

const token =
  // oxlint-disable-next-line no-control-regex
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y
const blanks = /[ \t\r\n]*/y

/**
 * Finds the first flaw. The runtime's own message would quote the text around it, and with it
 * whatever secret stands there.
 */
export function findJsonFlaw(text: string): JsonFlaw | undefined {
  const open: string[] = []
  let state: State = 'value'
  let position = 0
  while (position < text.length) {
    token.lastIndex = position
    const found = token.exec(text)
    if (!found) break
    const next = follow(state, found[1] ?? (found[2] === undefined ? 'scalar' : 'string'), open)
    if (next === undefined) break
    state = next
    position = token.lastIndex
  }
  blanks.lastIndex = position
  const at = position + (blanks.exec(text)?.[0].length ?? 0)
  if (at >= text.length && state === 'end') return undefined
  return flawAt(text, at, state)
}

/** What may follow, or undefined where this token may not stand here. */
function follow(state: State, token: string, open: string[]): State | undefined {
  if (token === '}' || token === ']') return close(state, token, open)
  if (token === ':') return state === 'colon' ? 'value' : undefined
  if (token === ',') {
    if (state !== 'after-value') return undefined
    return open.at(-1) === '{' ? 'key' : 'value'
  }
  if (token === 'string' && (state === 'key' || state === 'first-key')) return 'colon'
  if (state !== 'value' && state !== 'first-item') return undefined
  if (token === 'string' || token === 'scalar') return afterValue(open)
  open.push(token)
  return token === '{' ? 'first-key' : 'first-item'
}

function close(state: State, token: '}' | ']', open: string[]): State | undefined {
  const [opener, empty] = token === '}' ? ['{', 'first-key'] : ['[', 'first-item']
  if ((state !== 'after-value' && state !== empty) || open.pop() !== opener) return undefined
  return afterValue(open)
}

function afterValue(open: readonly string[]): State {
  return open.length > 0 ? 'after-value' : 'end'
}

function flawAt(text: string, at: number, state: State): JsonFlaw {
  const before = text.slice(0, at)
  const openText = text[at] === '"' && !/^"(?:[^"\\]|\\[^])*"/.test(text.slice(at))
  return {
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
    expected: openText ? 'the closing quote of the text that begins here' : words[state],
    cut: at >= text.length || openText,
  }
}
