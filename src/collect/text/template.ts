/**
 * Folds a line's changing parts away: two lines with equal keys differ only in numbers,
 * hexadecimal ids, UUIDs and times. One pass over the characters, because every hit needs it.
 */
export function templateKey(text: string, from: number): string {
  let one = 0x811c9dc5
  let two = 0x9747b28c
  let position = from
  let afterNumber = false
  while (position < text.length) {
    const code = text.charCodeAt(position)
    const kind = kinds[code] ?? other
    if (kind === other) {
      one = Math.imul(one ^ code, 0x01000193)
      two = Math.imul(two ^ code, 0x85ebca6b)
      // A UUID's parts are joined by hyphens; some of them hold no digit.
      afterNumber &&= code === hyphen
      position += 1
      continue
    }
    const end = wordEnd(text, position)
    if (isNumber(text, position, end, afterNumber)) {
      one = Math.imul(one ^ numberSign, 0x01000193)
      two = Math.imul(two ^ numberSign, 0x85ebca6b)
      afterNumber = true
      position = end
      continue
    }
    afterNumber = false
    for (; position < end; position++) {
      const letter =
        kinds[text.charCodeAt(position)] === digit ? numberSign : text.charCodeAt(position)
      // A run of digits counts as one, however long.
      if (letter === numberSign && kinds[text.charCodeAt(position - 1)] === digit) continue
      one = Math.imul(one ^ letter, 0x01000193)
      two = Math.imul(two ^ letter, 0x85ebca6b)
    }
  }
  return `${(one >>> 0).toString(36)}.${(two >>> 0).toString(36)}`
}

const other = 0
const digit = 1
const hexLetter = 2
const letter = 3
const numberSign = 0x23
const hyphen = 0x2d
const shortestHex = 4

/** Kind of each ASCII character. */
const kinds = new Uint8Array(128)
for (let code = 0; code < kinds.length; code++) {
  const character = String.fromCharCode(code)
  if (/\d/.test(character)) kinds[code] = digit
  else if (/[a-f]/i.test(character)) kinds[code] = hexLetter
  else if (/[g-z]/i.test(character)) kinds[code] = letter
}

function wordEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && (kinds[text.charCodeAt(end)] ?? other) !== other) end += 1
  return end
}

/** Digits alone, `0x…`, or at least four hexadecimal signs of which one is a digit. */
function isNumber(text: string, from: number, end: number, afterNumber: boolean): boolean {
  let digits = 0
  let hexLetters = 0
  for (let position = from; position < end; position++) {
    const kind = kinds[text.charCodeAt(position)]
    if (kind === digit) digits += 1
    else if (kind === hexLetter) hexLetters += 1
    else if (position !== from + 1 || text.charCodeAt(from) !== 0x30) return false
  }
  if (digits === 0) return afterNumber && hexLetters >= shortestHex
  return hexLetters === 0 || end - from >= shortestHex
}
