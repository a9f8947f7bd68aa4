import type { Follower, SecretRange } from '../range.ts'

const name = 'private key'
/** The largest keys in use, RSA with 16384 bits, take 13 KB as text. */
const mostKey = 14 * 1024

/** A private key in PEM (RFC 7468), whole or cut at either end. */
export function privateKey(
  text: string,
  at: number,
  end: number,
  isHurried: boolean,
): SecretRange | undefined {
  const reach = isHurried ? 1024 : mostKey
  const label = text.slice(Math.max(0, at - 48), at)
  if (/-{4,5}BEGIN [A-Z0-9 ]*$/.test(label)) return fromBegin(text, end, reach)
  const marker = /-{4,5}END [A-Z0-9 ]*$/.exec(label)
  return marker ? beforeEnd(text, at - label.length + marker.index, reach) : undefined
}

function fromBegin(text: string, from: number, reach: number): SecretRange | undefined {
  const dashes = /^ ?(?:BLOCK)?-*/.exec(text.slice(from, from + 16))?.[0].length ?? 0
  const start = from + dashes
  if (text.startsWith('[redacted: ', start)) return undefined
  const window = text.slice(start, start + reach)
  const close = /-{4,5}END [A-Z0-9 ]{0,24}PRIVATE KEY/.exec(window)
  const again = /-{4,5}BEGIN /.exec(window)
  if (close && (!again || again.index > close.index))
    return close.index === 0 ? undefined : { start, end: start + close.index, name }
  const follower = keyBody()
  const end = follower.follow(text, start)
  // A message may name the header alone.
  return end - start > 8 ? { start, end, name, follower } : undefined
}

const between = /(?:\\+[nrt]|[\s"'+|>,\\])*/y
const header = /(?:Proc-Type|DEK-Info|Comment|Version):[^\r\n\\]*/y
const run = /[A-Za-z0-9+/=]+/y
const lineEnds = /[ \t]*(?:["'\\\r\n]|$)/y

/** Follows a key that has no end: as long as nothing stands there but base64. */
function keyBody(): Follower {
  let isResumed = false
  return {
    follow(text, from) {
      let end = from
      for (;;) {
        // A run that the text's end had cut goes on, however short its rest is.
        const next = runEnd(text, skip(between, text, end), isResumed && end === from)
        if (next === text.length) isResumed = true
        if (next === undefined) return end
        end = next
      }
    },
  }
}

function runEnd(text: string, start: number, goesOn: boolean): number | undefined {
  const afterHeader = skip(header, text, start)
  if (afterHeader > start) return afterHeader
  const end = skip(run, text, start)
  if (end === start) return undefined
  const isWhole = end - start >= 16 || goesOn || end === text.length
  lineEnds.lastIndex = end
  return isWhole || lineEnds.test(text) ? end : undefined
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** A key whose beginning is missing: lines of base64 that reach up from its last line. */
function beforeEnd(text: string, end: number, reach: number): SecretRange | undefined {
  const window = text.slice(Math.max(0, end - reach), end)
  const lines = window.split(/(\r?\n|(?:\\+r)?\\+n)/)
  let above = 0
  let taken = 0
  for (let place = lines.length - 1; place >= 0; place--) {
    const line = lines[place] ?? ''
    const body = place % 2 === 0 ? bodyOf(line) : undefined
    if (body) {
      if (body.length < shortestLine && taken > 0) break
      if (body.length > 0) taken = above + line.length - body.start
      if (!body.isWhole) break
    }
    above += line.length
  }
  return taken > 0 ? { start: end - taken, end, name } : undefined
}

const shortestLine = 4

/** The base64 at a line's end; what stands before its last blank is a log's own. */
function bodyOf(line: string): { start: number; length: number; isWhole: boolean } {
  const trimmed = line.replace(/["',+\\]+$/, '')
  const word = trimmed.slice(Math.max(trimmed.lastIndexOf(' '), trimmed.lastIndexOf('\t')) + 1)
  const length = /[A-Za-z0-9+/=]*$/.exec(word)?.[0].length ?? 0
  // A quote or a mark of its own may stand before it.
  return { start: trimmed.length - length, length, isWhole: word.length - length < shortestLine }
}
