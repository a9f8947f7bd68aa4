import { whileFits } from '../follow.ts'
import { looksRandom, secretName } from '../names.ts'
import { followed, lineEnd, lineStart, type SecretRange } from '../range.ts'
import { type Field, mostLookedAt, sticky, valueOf } from './value.ts'

const mostName = 80

/** A value under a secret's name: in a shell, a log, YAML, JSON, a header or a URL. */
export function assignment(text: string, at: number, end: number): SecretRange | undefined {
  const keyStart = nameStart(text, at)
  const keyEnd = nameEnd(text, end)
  const key = text.slice(keyStart, keyEnd)
  const name = secretName(key)
  if (name === undefined) return undefined
  const field = { name, key, keyStart, keyEnd, lineStart: lineStart(text, keyStart) }
  return (
    named(text, field) ??
    flag(text, field) ??
    pair(text, field) ??
    cell(text, field) ??
    shownFile(text, field)
  )
}

const nameCharacter = /[\w.-]/

function nameStart(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start < mostName && nameCharacter.test(text[start - 1] ?? '')) start -= 1
  // `\n` in a text in JSON is no part of the name behind it.
  return text[start - 1] === '\\' && /[nrt]/.test(text[start] ?? '') && start < at
    ? start + 1
    : start
}

function nameEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && end - from < mostName && nameCharacter.test(text[end] ?? '')) end += 1
  return end
}

/** A shell's variables, and sudo's words for them: behind `=` and a slash it is where one stood. */
const workingFolder = /^(?:OLD)?PWD$/

const separator = /\\*["'`\])]?[ \t]*(?::=|=>|={1,2}|:)[ \t]*/y
const communitySeparator = /[ \t]+/y

function named(text: string, field: Field): SecretRange | undefined {
  const after = sticky(separator, text, field.keyEnd)
  if (after !== undefined && workingFolder.test(field.key) && text[after] === '/') return undefined
  if (after !== undefined)
    return valueOf(text, after, { ...field, means: text.slice(field.keyEnd, after) })
  if (!/^r[ow]community$/.test(field.key)) return undefined
  const spaced = sticky(communitySeparator, text, field.keyEnd)
  return spaced === undefined ? undefined : valueOf(text, spaced, { ...field, means: '=' })
}

/** Between a flag and its value: a blank, a line's continuation, or the next item of a list. */
const flagSeparator = /\\*["']?(?:,?[ \t]*(?:\\?\r?\n)?[ \t]*(?:- )?)\\*(?=["']|[^\s"',\]}-]|-\w)/y
const prose =
  /^(?:to|and|or|is|was|are|flag|must|should|not|with|for|in|option|argument|value|from|on|if|has|can|cannot|requires?|required|the|a|an|when|may|file|as|by)\b/i

function flag(text: string, field: Field): SecretRange | undefined {
  if (!field.key.startsWith('-')) return undefined
  const after = sticky(flagSeparator, text, field.keyEnd)
  if (after === undefined || after === field.keyEnd) return undefined
  if (prose.test(text.slice(after, after + 12)) || /^--?[a-z]/.test(text.slice(after, after + 3)))
    return undefined
  return valueOf(text, backToSlashes(text, after), { ...field, means: '=' })
}

function backToSlashes(text: string, at: number): number {
  let start = at
  while (text[start - 1] === '\\') start -= 1
  return start
}

const pairBefore = /(?:\bname\\*["']?[ \t]*[:=][ \t]*\\*["']?)$/i
const pairAfter = /\\*["']?[ \t]*,?\s{0,64}(?:- )?\\*["']?value\\*["']?[ \t]*[:=][ \t]*/iy

/** `name: X_PASSWORD` and then `value: …`, as Kubernetes writes a container's environment. */
function pair(text: string, field: Field): SecretRange | undefined {
  if (!pairBefore.test(text.slice(Math.max(0, field.keyStart - 24), field.keyStart)))
    return undefined
  const after = sticky(pairAfter, text, field.keyEnd)
  return after === undefined ? undefined : valueOf(text, after, { ...field, means: '=' })
}

const cellEdge = /[`*]{0,3}[ \t]{0,64}\|[ \t]{0,64}[`*]{0,3}/y

/** The next cell of a Markdown table. A table of options says there what one is for: that is none. */
function cell(text: string, field: Field): SecretRange | undefined {
  const start = sticky(cellEdge, text, field.keyEnd)
  if (start === undefined) return undefined
  const value = /^[^\s|`*]+/.exec(text.slice(start, start + mostLookedAt))?.[0] ?? ''
  return looksRandom(value) ? { start, end: start + value.length, name: field.name } : undefined
}

const shows = /(?:^|[$#>]\s{0,4}|sudo\s{1,4})(?:cat|head|tail|more|less|sudo cat)\s[^\n]{0,200}$/

/** A file's content on the line after the command that shows it. */
function shownFile(text: string, field: Field): SecretRange | undefined {
  const line = text.slice(field.lineStart, field.keyEnd)
  const end = lineEnd(text, field.keyEnd)
  if (!shows.test(line) || text.slice(field.keyEnd, end).trim() !== '') return undefined
  const next = end + 1
  // A prompt may follow: a line as wide as the terminal reads as if the next one went on with it.
  const shown = /^\S{6,1024}(?=\s|$)/.exec(text.slice(next, next + mostLookedAt))
  if (!shown || !looksRandom(shown[0])) return undefined
  return followed(text, next, field.name, whileFits(/[^\s]*/y))
}
