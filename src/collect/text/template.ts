/**
 * Folds a text's changing parts away: two texts with equal keys differ only in numbers,
 * hexadecimal ids, UUIDs and times. One pass over the characters, because every hit needs it.
 *
 * @returns a hash of 32 bits
 */
export function templateKey(text: string, from: number): number {
  const end = Math.min(text.length, from + comparedCharacters)
  let hash = 0x811c9dc5
  let afterNumber = false
  for (let position = from; position < end; ) {
    const code = text.charCodeAt(position)
    if (kindOf(code) === other) {
      hash = Math.imul(hash ^ code, prime)
      // A UUID's parts are joined by hyphens; some of them hold no digit.
      afterNumber &&= code === hyphen
      position += 1
      continue
    }
    const word = wordEnd(text, position, end)
    afterNumber = isNumber(text, position, word, afterNumber)
    hash = afterNumber ? Math.imul(hash ^ numberSign, prime) : mixWord(hash, text, position, word)
    position = word
  }
  return hash
}

/** Mixes a word into a key; unlike a template it tells numbers apart: `nvme0n1` is not `nvme1n1`. */
export function mixExact(hash: number, text: string): number {
  let mixed = hash
  for (let index = 0; index < text.length; index++)
    mixed = Math.imul(mixed ^ text.charCodeAt(index), prime)
  return Math.imul(mixed ^ text.length, prime)
}

/** FNV-1a, over characters instead of bytes. */
const prime = 0x01000193
const other = 0
const digit = 1
const hexLetter = 2
const letter = 3
const numberSign = 0x23
const hyphen = 0x2d
const zero = 0x30
const shortestHex = 4
/** What differs only after this is one kind of line. */
const comparedCharacters = 240

/** Kind of each ASCII character. */
const kinds = new Uint8Array(128)
for (let code = 0; code < kinds.length; code++) {
  const character = String.fromCharCode(code)
  if (/\d/.test(character)) kinds[code] = digit
  else if (/[a-f]/i.test(character)) kinds[code] = hexLetter
  else if (/[g-z]/i.test(character)) kinds[code] = letter
}

function kindOf(code: number): number {
  return code < kinds.length ? (kinds[code] as number) : other
}

function wordEnd(text: string, from: number, most: number): number {
  let end = from + 1
  while (end < most && kindOf(text.charCodeAt(end)) !== other) end += 1
  return end
}

/** Digits alone, `0x…`, or at least four hexadecimal signs of which one is a digit. */
function isNumber(text: string, from: number, end: number, afterNumber: boolean): boolean {
  let digits = 0
  for (let position = from; position < end; position++) {
    const kind = kindOf(text.charCodeAt(position))
    if (kind === digit) digits += 1
    else if (kind === letter && (position !== from + 1 || text.charCodeAt(from) !== zero))
      return false
  }
  if (digits === end - from) return true
  return end - from >= shortestHex && (digits > 0 || afterNumber)
}

/** A word that is no number, with each run of digits in it as one sign, however long. */
function mixWord(before: number, text: string, from: number, end: number): number {
  let hash = before
  let inNumber = false
  for (let position = from; position < end; position++) {
    const code = text.charCodeAt(position)
    const isDigit = kindOf(code) === digit
    if (!isDigit || !inNumber) hash = Math.imul(hash ^ (isDigit ? numberSign : code), prime)
    inNumber = isDigit
  }
  return hash
}
