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

type Next = State | keyof typeof acts

const values = { '{': 'open', '[': 'open', string: 'done', scalar: 'done' } as const
const grammar: Readonly<Record<State, Readonly<Record<string, Next>>>> = {
  value: values,
  'first-item': { ...values, ']': 'close' },
  key: { string: 'colon' },
  'first-key': { string: 'colon', '}': 'close' },
  colon: { ':': 'value' },
  'after-value': { ',': 'comma', '}': 'close', ']': 'close' },
  end: {},
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
  const next = grammar[state][token]
  if (next === undefined) return undefined
  return isAct(next) ? acts[next](token, open) : next
}

const acts = {
  open(token: string, open: string[]): State {
    open.push(token)
    return token === '{' ? 'first-key' : 'first-item'
  },
  comma: (_: string, open: string[]): State => (open.at(-1) === '{' ? 'key' : 'value'),
  close: (token: string, open: string[]): State | undefined =>
    open.pop() === (token === '}' ? '{' : '[') ? afterValue(open) : undefined,
  done: (_: string, open: string[]): State => afterValue(open),
}

function isAct(next: Next): next is keyof typeof acts {
  return Object.hasOwn(acts, next)
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
