import { deeperThan, untilQuote, whileFits } from '../follow.ts'
import { isInnocent, looksRandom, weak } from '../names.ts'
import { followed, type SecretRange } from '../range.ts'

/** How much of a value decides whether it is one. */
export const mostLookedAt = 4096

/** A name that was found to be a secret's. */
export interface Field {
  /** What kind of secret it holds. */
  readonly name: string
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  /** Where the line begins that the key stands in. */
  readonly lineStart: number
}

export interface Assigned extends Field {
  /** The separator: what it is tells how the value ends. */
  readonly means: string
}

const scheme = /(?:bearer|basic|token|digest|apikey|negotiate)[ \t]+/iy
const blockScalar = /[|>][+\-\d]{0,2}[ \t]*\r?\n/y

/** The secret that stands at `from`; undefined where it is a map, a placeholder or prose. */
export function valueOf(text: string, from: number, field: Assigned): SecretRange | undefined {
  let start = from
  if (text[start] === '[' && !text.startsWith('[redacted', start)) start += 1
  if (text[start] === '{') return undefined
  const block = sticky(blockScalar, text, start)
  if (block !== undefined)
    return followed(text, block, field.name, deeperThan(columnOf(text, field)))
  const opening = /^(\\*)(["'`])/.exec(text.slice(start, start + 8))
  return opening
    ? quoted(text, start + opening[0].length, field, opening)
    : bare(text, start, field)
}

function bare(text: string, start: number, field: Assigned): SecretRange | undefined {
  if (field.name === 'authorization' || field.name === 'cookie') return header(text, start, field)
  const isColon = field.means.includes(':') && !field.means.includes('=')
  if (isColon && field.means.endsWith(' '))
    return beginsLine(text, field) ? wholeLine(text, start, field) : inSentence(text, start, field)
  return isColon && field.name === weak ? inSentence(text, start, field) : word(text, start, field)
}

/** Whether this is a value, and no placeholder, count or name of an object of Kubernetes. */
function isSecret(field: Field, content: string, objectName: RegExp): boolean {
  if (isInnocent(content) || (field.key === 'pass' && /^\d{1,6}(?!\w)/.test(content))) return false
  return field.name !== weak || (looksRandom(content) && !objectName.test(content))
}

function quoted(
  text: string,
  start: number,
  field: Assigned,
  [, slashes = '', quote = '"']: RegExpExecArray,
): SecretRange | undefined {
  const from = sticky(scheme, text, start) ?? start
  const range = followed(text, from, kindOf(text, start, field), untilQuote(quote, slashes.length))
  if (!range) return undefined
  const content = text.slice(from, Math.min(range.end, from + mostLookedAt))
  if (isSecret(field, content, /^[\w.-]+\/[\w.-]+$/)) return range
  // A docker configuration's `auth` is base64 of user and password.
  return field.key === 'auth' && /^[A-Za-z0-9+/]{8,}={0,2}$/.test(content) ? range : undefined
}

function header(text: string, from: number, field: Assigned): SecretRange | undefined {
  const start = sticky(scheme, text, from) ?? from
  const range = followed(text, start, kindOf(text, from, field), whileFits(/[^\r\n"'`\]\\]*/y))
  return range && isInnocent(text.slice(start, range.end).trim()) ? undefined : range
}

function kindOf(text: string, at: number, { name }: Field): string {
  return name === 'authorization' && /^bearer\b/i.test(text.slice(at, at + 8))
    ? 'bearer token'
    : name
}

/** Behind the number that a viewer puts before it, too. */
function beginsLine(text: string, field: Field): boolean {
  return /^(?:\s*\d{1,6}[:\s])?[\s\-?]*(?:export |set |Environment=)?["']?$/.test(
    text.slice(field.lineStart, field.keyStart),
  )
}

function word(text: string, from: number, field: Assigned): SecretRange | undefined {
  const start = sticky(scheme, text, from) ?? from
  const range = followed(text, start, field.name, whileFits(/[^\s"'`]*/y))
  if (!range) return undefined
  const end = wordEnd(text, range, field)
  const content = text.slice(start, Math.min(end, start + mostLookedAt))
  if (!isSecret(field, content, /\//)) return undefined
  return end === text.length ? range : { start, end, name: field.name }
}

/** Where an unquoted value ends for certain: at the next field, and before closing marks. */
function wordEnd(text: string, range: SecretRange, field: Field): number {
  const content = text.slice(range.start, Math.min(range.end, range.start + mostLookedAt))
  const isQuery = /[?&]/.test(text[field.keyStart - 1] ?? '')
  const next = (isQuery ? /[&#]/ : /[,;&]["']?[\w.-]+["']?[=:]|\\+n[A-Za-z_][\w.-]*[=:]/).exec(
    content,
  )
  if (next) return range.start + next.index
  const isLong = range.end - range.start >= mostLookedAt
  return isLong ? range.end : range.start + content.replace(/[)\]},;\\]+$/, '').length
}

/** YAML: all of the line but a comment. */
function wholeLine(text: string, from: number, field: Assigned): SecretRange | undefined {
  const start = sticky(scheme, text, from) ?? from
  const range = followed(text, start, field.name, whileFits(/[^\r\n]*/y))
  if (!range) return undefined
  const looked = text.slice(start, Math.min(range.end, start + mostLookedAt))
  const content = looked.replace(/\s+#.*$/, '').trimEnd()
  if (!isSecret(field, content, /[\s/]/)) return undefined
  // A sentence is none: "token: must not be empty".
  if (field.name !== 'password' && /^[a-z]+(?: [a-z]+){2,}/i.test(content)) return undefined
  return content.length < looked.length
    ? { start, end: start + content.length, name: field.name }
    : range
}

/** In the middle of a line `token: x` may be a sentence; only what looks like a secret is one. */
function inSentence(text: string, from: number, field: Assigned): SecretRange | undefined {
  const start = sticky(scheme, text, from) ?? from
  const range = followed(text, start, field.name, whileFits(/[^\s"'`,;)\]}]*/y))
  if (!range) return undefined
  const content = text.slice(start, Math.min(range.end, start + mostLookedAt))
  if (isInnocent(content.replace(/[.:]+$/, ''))) return undefined
  if (looksRandom(content)) return /^\w+:\/\/|^\d+[/.:]/.test(content) ? undefined : range
  return field.name !== weak && isField(text, range, field) ? range : undefined
}

/** A structure's field (`{Host:x Password: y}`), or the last word of a line about a password. */
function isField(text: string, range: SecretRange, field: Field): boolean {
  if (/[{,[;(]\s*["']?$/.test(text.slice(Math.max(0, field.keyStart - 4), field.keyStart)))
    return true
  const ends = /^(?:\s*$|\s*[,;)\]}\r\n])/.test(text.slice(range.end, range.end + 8))
  return ends && field.name === 'password'
}

function columnOf(text: string, field: Field): number {
  const before = text.slice(field.lineStart, field.keyStart)
  return before.replace(/- $/, '').replace(/["']$/, '').length
}

/** Where a sticky pattern ends that fits at this place. */
export function sticky(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}
