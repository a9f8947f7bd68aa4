import { deeperThan, untilBrace } from '../follow.ts'
import { followed, lineStart, type SecretRange } from '../range.ts'
import { sticky } from './value.ts'

const name = 'Secret data'
/** How far the object's kind may stand from its data. */
const reachBefore = 4096
const reachAfter = 15 * 1024

/** The `data` and `stringData` of a Secret, in YAML or JSON, also within a text of JSON. */
export function secretObject(
  text: string,
  at: number,
  end: number,
  isHurried: boolean,
): SecretRange | undefined {
  const prefix = text.slice(Math.max(0, at - 6), at)
  const isPlain = /string$/i.test(prefix)
  const keyStart = isPlain ? at - 6 : at
  if (/[\w.-]/.test(text[keyStart - 1] ?? '')) return undefined
  const start = lineStart(text, keyStart)
  const indent = text.slice(start, keyStart)
  const place = { from: end, column: indent.length, isPlain, isHurried }
  return /^[ \t]*(?:- )?$/.test(indent) ? inYaml(text, place) : inJson(text, place)
}

interface Place {
  /** Behind the key. */
  readonly from: number
  readonly column: number
  /** `stringData`, which only Secrets have. */
  readonly isPlain: boolean
  readonly isHurried: boolean
}

const yamlOpening = /:[ \t]*\r?\n/y
const yamlFirst = /^[ \t]+[\w.-]+:[ \t]*(\S*)[ \t]*\r?(?:\n|$)/

function inYaml(text: string, place: Place): SecretRange | undefined {
  const start = sticky(yamlOpening, text, place.from)
  if (start === undefined) return undefined
  const first = yamlFirst.exec(text.slice(start, start + 2048))?.[1]
  if (!place.isPlain && !isSecretYaml(text, place, first)) return undefined
  const range = followed(text, start, name, deeperThan(place.column))
  if (!range) return undefined
  // The indentation stays, so that what follows still reads as YAML.
  const blanks = /^[ \t]*/.exec(text.slice(start, start + 64))?.[0].length ?? 0
  const inner = start + blanks
  return text.startsWith('[redacted', inner) ? undefined : { ...range, start: inner }
}

function isSecretYaml(text: string, place: Place, first: string | undefined): boolean {
  // The data of a Secret is base64, and most data is not: nothing further is looked at.
  const mayBe = /^(?:["']?[A-Za-z0-9+/]*={0,2}["']?|[|>][+-]?|\[.*)$/
  if (first !== undefined && !mayBe.test(first)) return false
  const kind = place.isHurried ? undefined : yamlKind(text, place.from, place.column)
  return kind === 'Secret' || (kind === undefined && isEncoded(first))
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
function isEncoded(value: string | undefined): boolean {
  if (value === undefined || value.length < 8) return false
  return /^[A-Za-z0-9+/]+={0,2}$/.test(value) && (value.length % 4 === 0 || value.length > 1500)
}

const jsonOpening = /\\*["']?[ \t]*:\s{0,32}\{/y
const jsonFirst = /^\s*\\*"[^"\\]+\\*"\s*:\s*\\*"([^"\\]*)/

function inJson(text: string, place: Place): SecretRange | undefined {
  const start = sticky(jsonOpening, text, place.from)
  if (start === undefined) return undefined
  const beginning = text.slice(start, start + 2048)
  const first = jsonFirst.exec(beginning)?.[1]
  if (first === undefined || first.startsWith('[redacted')) return undefined
  if (!place.isPlain && !/^[A-Za-z0-9+/]*={0,2}$/.test(first)) return undefined
  const range = followed(text, start, name, untilBrace())
  return range && isSecretJson(text, place, range.end, first)
    ? asField(range, beginning)
    : undefined
}

function isSecretJson(text: string, place: Place, end: number, first: string): boolean {
  // In doubt it is a Secret: what was followed to its end is then read past.
  if (place.isPlain || place.isHurried) return true
  const kind = jsonKind(text, place.from, end)
  return kind === 'Secret' || (kind === undefined && isEncoded(first))
}

/** Braces keep a field, so that the text stays JSON. */
function asField(range: SecretRange, content: string): SecretRange {
  const quote = /\\*"/.exec(content)?.[0] ?? '"'
  return { ...range, name: `${name}${fieldSign}${quote}` }
}

/** Ends the name of a range that is replaced by a whole field of JSON; its quote follows. */
export const fieldSign = '\u0000'

function jsonKind(text: string, from: number, end: number): string | undefined {
  const kind = /\\*"kind\\*"\s*:\s*\\*"(\w+)/g
  const after = text.slice(end, end + reachAfter).split(/\\*"apiVersion\\*"/, 1)[0] ?? ''
  const before = text.slice(Math.max(0, from - reachBefore), from)
  return [...after.matchAll(kind)][0]?.[1] ?? [...before.matchAll(kind)].at(-1)?.[1]
}
