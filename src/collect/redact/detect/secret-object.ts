import { deeperThan, untilBrace } from '../follow.ts'
import { followed, lineStart, type SecretRange } from '../range.ts'

const name = 'Secret data'
/** How far the object's kind may stand from its data. */
const reachBefore = 4096
const reachAfter = 15 * 1024

/** The `data` and `stringData` of a Secret, in YAML or JSON, also within a text of JSON. */
export function secretObject(text: string, at: number, end: number): SecretRange | undefined {
  const prefix = text.slice(Math.max(0, at - 6), at)
  const isPlain = /string$/i.test(prefix)
  const keyStart = isPlain ? at - 6 : at
  if (/[\w.-]/.test(text[keyStart - 1] ?? '')) return undefined
  const start = lineStart(text, keyStart)
  const indent = text.slice(start, keyStart)
  if (/^[ \t]*(?:- )?$/.test(indent)) return inYaml(text, end, { column: indent.length, isPlain })
  return inJson(text, end, isPlain)
}

const yamlOpening = /:[ \t]*\r?\n/y

function inYaml(
  text: string,
  from: number,
  { column, isPlain }: { column: number; isPlain: boolean },
): SecretRange | undefined {
  yamlOpening.lastIndex = from
  if (!yamlOpening.test(text)) return undefined
  const start = yamlOpening.lastIndex
  const kind = isPlain ? 'Secret' : yamlKind(text, from, column)
  const isSecret = kind === 'Secret' || (kind === undefined && isEncodedYaml(text, start))
  if (!isSecret) return undefined
  const range = followed(text, start, name, deeperThan(column))
  if (!range) return undefined
  // The indentation stays, so that what follows still reads as YAML.
  const blanks = /^[ \t]*/.exec(text.slice(start, start + 64))?.[0].length ?? 0
  const inner = start + blanks
  return text.startsWith('[redacted', inner) ? undefined : { ...range, start: inner }
}

function yamlKind(text: string, at: number, column: number): string | undefined {
  const after = text.slice(at, at + reachAfter).split(/\n---|\n(?=[ ]*- ?apiVersion:)/, 1)[0] ?? ''
  const before =
    text
      .slice(Math.max(0, at - reachBefore), at)
      .split(/(?:^|\n)---/)
      .at(-1) ?? ''
  const line = new RegExp(
    `(?:^|\\n)(?: {${column}}|[ ]{${Math.max(0, column - 2)}}- )kind:[ \\t]*["']?(\\w+)`,
    'g',
  )
  return [...after.matchAll(line)][0]?.[1] ?? [...before.matchAll(line)].at(-1)?.[1]
}

/** Values of a Secret are base64; those of a ConfigMap are text. */
function isEncodedYaml(text: string, start: number): boolean {
  const lines = text.slice(start, start + 2048).split('\n', 3)
  return lines
    .slice(0, 1)
    .every((line) => isEncoded(/^[ \t]+[\w.-]+:[ \t]*(\S*)\r?$/.exec(line)?.[1]))
}

function isEncoded(value: string | undefined): boolean {
  if (value === undefined || value.length < 8) return false
  return /^[A-Za-z0-9+/]+={0,2}$/.test(value) && (value.length % 4 === 0 || value.length > 1500)
}

const jsonOpening = /\\*["']?[ \t]*:\s{0,32}\{/y

function inJson(text: string, from: number, isPlain: boolean): SecretRange | undefined {
  jsonOpening.lastIndex = from
  if (!jsonOpening.test(text)) return undefined
  const start = jsonOpening.lastIndex
  const range = followed(text, start, name, untilBrace())
  if (!range) return undefined
  const content = text.slice(start, Math.min(range.end, start + 2048))
  if (content.trim() === '' || content.includes('[redacted')) return undefined
  const kind = isPlain ? 'Secret' : jsonKind(text, from, range.end)
  if (kind === 'Secret') return asField(range, content)
  const first = /^\s*\\*"[^"\\]+\\*"\s*:\s*\\*"([^"\\]*)/.exec(content)?.[1]
  return kind === undefined && isEncoded(first) ? asField(range, content) : undefined
}

/** Braces keep a field, so that the text stays JSON. */
function asField(range: SecretRange, content: string): SecretRange {
  const quote = /\\*"/.exec(content)?.[0] ?? '"'
  return { ...range, name: `${name}${fieldSign}${quote}` }
}

/** Ends the name of a range that is replaced by a whole field of JSON; its quote follows. */
export const fieldSign = '\u0000'

function jsonKind(text: string, at: number, end: number): string | undefined {
  const kind = /\\*"kind\\*"\s*:\s*\\*"(\w+)/g
  const after = text.slice(end, end + reachAfter).split(/\\*"apiVersion\\*"/, 1)[0] ?? ''
  const before = text.slice(Math.max(0, at - reachBefore), at)
  return [...after.matchAll(kind)][0]?.[1] ?? [...before.matchAll(kind)].at(-1)?.[1]
}
