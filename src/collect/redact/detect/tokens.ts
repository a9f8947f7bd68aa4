import { whileFits } from '../follow.ts'
import { looksRandom } from '../names.ts'
import { followed, type SecretRange } from '../range.ts'

/** Tokens that show by their own form, whatever stands around them. */
interface Form {
  readonly name: string
  /** Sticky: the least that makes it one. */
  readonly begins: RegExp
  /** Sticky: all of it. */
  readonly goesOn: RegExp
}

const forms: Readonly<Record<string, Form>> = {
  // https://docs.k3s.io/cli/token: K10<SHA-256 of the CA>::<user>:<password>
  k10: {
    name: 'K3s token',
    begins: /K10[0-9a-f]{12}/y,
    goesOn: /[^\s"'`<>,;)\]}\\]*/y,
  },
  // RFC 7519; "eyJ" is how a JSON object begins in base64, "eyJhbGciOi" one that begins with alg.
  eyj: {
    name: 'bearer token',
    begins: /eyJ(?:hbGciOi|[\w-]{6,4096}\.)/y,
    goesOn: /[\w.-]*/y,
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  akia: { name: 'AWS key', begins: /AKIA[0-9A-Z]{12}/y, goesOn: /[0-9A-Z]*/y },
  asia: { name: 'AWS key', begins: /ASIA[0-9A-Z]{12}/y, goesOn: /[0-9A-Z]*/y },
  // crypt(5) and Apache's htpasswd.
  $: {
    name: 'password hash',
    begins: /\$(?:apr1|2[abxy]|[156y]|gy|7)\$[./A-Za-z0-9]/y,
    goesOn: /[./A-Za-z0-9$=,]*/y,
  },
  '{sha}': {
    name: 'password hash',
    begins: /\{SHA\}[A-Za-z0-9+/]{8}/y,
    goesOn: /[A-Za-z0-9+/={}]*/y,
  },
}

export function tokenForm(text: string, at: number, end: number): SecretRange | undefined {
  const literal = text.slice(at, end).toLowerCase()
  const form = forms[literal.startsWith('$') ? '$' : literal]
  if (!form) return undefined
  form.begins.lastIndex = at
  return form.begins.test(text) ? followed(text, at, form.name, whileFits(form.goesOn)) : undefined
}

const bearerGap = /[ \t]+/y

export function bearer(text: string, _: number, end: number): SecretRange | undefined {
  bearerGap.lastIndex = end
  if (!bearerGap.test(text)) return undefined
  const range = followed(text, bearerGap.lastIndex, 'bearer token', whileFits(/[\w.~+/=-]*/y))
  return range && looksRandom(text.slice(range.start, Math.min(range.end, range.start + 512)))
    ? range
    : undefined
}

const dot = 0x2e
const bootstrap = /[a-z0-9]{6}\.[a-z0-9]{16}(?![A-Za-z0-9-]|\.[A-Za-z0-9])/y

/**
 * Bootstrap tokens have no literal but their dot
 * (https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/). An event's name has
 * the same form: its second part is the time in hexadecimal nanoseconds, 17… or 18… in our years.
 */
export function bootstrapTokens(text: string): SecretRange[] {
  const found: SecretRange[] = []
  for (let at = text.indexOf('.', 6); at >= 0; at = text.indexOf('.', at + 1)) {
    if (!isAlphanumeric(text.charCodeAt(at + 16)) || isNamePart(text.charCodeAt(at - 7))) continue
    if (text.charCodeAt(at + 8) === dot) continue
    bootstrap.lastIndex = at - 6
    if (!bootstrap.test(text) || isOrdinary(text.slice(at + 1, at + 17))) continue
    found.push({ start: at - 6, end: at + 17, name: 'bootstrap token' })
  }
  return found
}

function isOrdinary(second: string): boolean {
  if (/^1[78][0-9a-f]{14}$/.test(second)) return true
  // A word of letters alone, such as a domain's: random ones without a digit are one in two hundred.
  return !/\d/.test(second) && (second.match(/[aeiou]/g) ?? []).length >= 4
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a)
}

function isNamePart(code: number): boolean {
  return isAlphanumeric(code) || (code >= 0x41 && code <= 0x5a) || code === 0x2d || code === dot
}
