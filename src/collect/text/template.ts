/**
 * Folds a text's changing parts away: two texts with equal keys differ only in numbers,
 * hexadecimal ids, UUIDs and times. One pass over the characters, because every hit needs it: a
 * word is mixed in as it stands, and taken back where it turns out to be a number.
 *
 * @returns a hash of 32 bits
 */
export function templateKey(text: string, from: number): number {
  const end = Math.min(text.length, from + comparedCharacters)
  let hash = 0x811c9dc5
  let afterNumber = false
  for (let position = from; position < end; ) {
    const code = text.charCodeAt(position)
    if (kinds[code] === other) {
      hash = Math.imul(hash ^ code, prime)
      // A UUID's parts are joined by hyphens; some of them hold no digit.
      afterNumber = afterNumber && code === hyphen
      position += 1
      continue
    }
    const before = hash
    const start = position
    let seen = 0
    for (; position < end; position++) {
      const letterCode = text.charCodeAt(position)
      const kind = kinds[letterCode] as number
      if (kind === other) break
      // A run of digits counts as one, however long.
      if (kind !== digit) hash = Math.imul(hash ^ letterCode, prime)
      else if ((seen & inDigits) === 0) hash = Math.imul(hash ^ numberSign, prime)
      seen = after[(seen << 2) | kind] as number
    }
    afterNumber = isNumber(seen, position - start, afterNumber)
    if (afterNumber) hash = Math.imul(before ^ numberSign, prime)
  }
  return hash
}

/** Mixes a word into a key; unlike a template it tells numbers apart: `nvme0n1` is not `nvme1n1`. */
export function mixExact(hash: number, text: string): number {
  let key = hash
  for (let index = 0; index < text.length; index++)
    key = Math.imul(key ^ text.charCodeAt(index), prime)
  return Math.imul(key ^ text.length, prime)
}

/** FNV-1a, over characters instead of bytes. */
const prime = 0x01000193
const numberSign = 0x23
const hyphen = 0x2d
const shortestHex = 4
/** What differs only after this is one kind of line. */
const comparedCharacters = 160

const other = 0
const digit = 1
/** Letters that a number in hexadecimal may hold, and the x of `0x`. */
const hexLetter = 2
const letter = 3

/** Kind of each character of the first plane. */
const kinds = new Uint8Array(65_536)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/\d/.test(character)) kinds[code] = digit
  else if (/[a-fx]/i.test(character)) kinds[code] = hexLetter
  else if (/[a-z]/i.test(character)) kinds[code] = letter
}

/** What a word has shown so far, as bits; and what it has shown after one more character. */
const inDigits = 1
const hasDigit = 2
const hasHexLetter = 4
const hasLetter = 8
const after = new Uint8Array(64)
for (let seen = 0; seen < 16; seen++) {
  const kept = seen & ~inDigits
  after[(seen << 2) | digit] = kept | inDigits | hasDigit
  after[(seen << 2) | hexLetter] = kept | hasHexLetter
  after[(seen << 2) | letter] = kept | hasLetter
}

/** Digits alone, or at least four hexadecimal signs of which one is a digit. */
function isNumber(seen: number, length: number, afterNumber: boolean): boolean {
  if ((seen & hasLetter) !== 0) return false
  if ((seen & hasHexLetter) === 0) return true
  return length >= shortestHex && ((seen & hasDigit) !== 0 || afterNumber)
}
