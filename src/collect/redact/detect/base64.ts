import { whileFits } from '../follow.ts'
import type { SecretRange } from '../range.ts'

/** The shortest secret of interest, a short password with its name, takes this much in base64. */
const shortestRun = 24
const mostDecoded = 64 * 1024

const inRun = new Uint8Array(256)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  inRun[character.charCodeAt(0)] = 1

/**
 * Texts in base64 that hold a secret. Only every 24th character is looked at until one may belong
 * to a run that is long enough.
 */
export function encodedSecrets(
  text: string,
  holdsSecret: (decoded: string) => boolean,
): SecretRange[] {
  const found: SecretRange[] = []
  let position = shortestRun - 1
  let least = 0
  while (position < text.length) {
    if (inRun[text.charCodeAt(position)] !== 1) {
      position += shortestRun
      continue
    }
    let start = position
    while (start > least && inRun[text.charCodeAt(start - 1)] === 1) start -= 1
    let end = position + 1
    while (end < text.length && inRun[text.charCodeAt(end)] === 1) end += 1
    // Most runs are no text at all, so their further lines are not even looked at.
    const offset = end - start >= shortestRun ? textOffset(text, start, end) : undefined
    if (offset !== undefined) {
      const whole = withFurtherLines(text, start, end)
      const decoded = Buffer.from(whole.content.slice(offset), 'base64').toString('utf8')
      if (holdsSecret(decoded))
        found.push({
          start,
          end: whole.end,
          name: 'secret in base64',
          follower: whileFits(/[\w+/=-]*/y),
        })
      end = whole.end
    }
    least = end
    position = end + shortestRun - 1
  }
  return found
}

/** A line of base64, or a long run where the next line was taken for the rest of this one. */
const nextLine =
  /={0,2}\r?\n[ \t]*([A-Za-z0-9+/]+={0,2}(?=[ \t]*(?:\r?\n|$))|[A-Za-z0-9+/]{12,}={0,2})/y

/** Programs break base64 after 64 or 76 characters; the pieces are one text. */
function withFurtherLines(
  text: string,
  start: number,
  firstEnd: number,
): { content: string; end: number } {
  let content = text.slice(start, Math.min(firstEnd, start + mostDecoded))
  let end = firstEnd
  if (firstEnd - start >= 40)
    while (content.length < mostDecoded) {
      nextLine.lastIndex = end
      const next = nextLine.exec(text)
      if (!next?.[1]) break
      content += next[1]
      end = nextLine.lastIndex
    }
  while (text[end] === '=' && end - firstEnd < content.length + 2) end += 1
  return { content, end }
}

const sampleCharacters = 32

/** Where the text in a run begins; undefined where it decodes to no text. */
function textOffset(text: string, start: number, end: number): number | undefined {
  // A run that was cut at its beginning may start at any of four places.
  const offsets = end - start >= 64 ? 4 : 1
  for (let offset = 0; offset < offsets; offset++) {
    const from = start + offset
    const sample = text.slice(from, Math.min(end, from + sampleCharacters))
    if (isPrintable(Buffer.from(sample, 'base64'))) return offset
  }
  return undefined
}

function isPrintable(bytes: Buffer): boolean {
  for (const byte of bytes)
    if (byte > 0x7e || (byte < 0x20 && byte !== 10 && byte !== 13 && byte !== 9)) return false
  return true
}
