import { stripVTControlCharacters } from 'node:util'

/** Columns that a text takes on a terminal; our own words and cleaned logs hold no wide marks. */
export function width(text: string): number {
  return stripVTControlCharacters(text).length
}

/** Fills up with blanks on the right. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

/**
 * The names that Longhorn's provisioner and its manager make, as far as anybody compares them:
 * pvc-6060d467…, instance-manager-01d57e0d….
 */
export function shortNames(text: string): string {
  return text
    .replace(/\b(pvc-[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1…')
    .replace(/\b(instance-manager-(?:[er]-)?[0-9a-f]{8})[0-9a-f]{24}\b/g, '$1…')
}

/**
 * Beginning and end of a log line that is longer than `most`, cut between words where there are
 * any. Only for what was logged: a sentence of ours is told whole. How much is shown depends on
 * no terminal, so that two readers read the same words.
 */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text
  const head = Math.ceil((most - 3) * 0.7)
  const tail = text.length - (most - 3 - head)
  const headEnd = text.lastIndexOf(' ', head)
  const tailStart = text.indexOf(' ', tail - 1)
  const start = headEnd > head / 2 ? `${text.slice(0, headEnd)} ` : text.slice(0, head)
  const isNear = tailStart >= 0 && tailStart < (tail + text.length) / 2
  return `${start}…${isNear ? text.slice(tailStart) : text.slice(tail)}`
}

export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`
}

/** What ends each style that our paint begins: bold and faint share one end, all colours another. */
const endOfStyles = '22'
const endOfColours = '39'

/** Ends at each line's end what is painted over a break, and begins it again on the next line. */
export function carryColours(lines: readonly string[]): string[] {
  const open = new Map<string, string>()
  return lines.map((line) => {
    const begun = [...open.values()].join('')
    // oxlint-disable-next-line no-control-regex
    for (const [code, number = ''] of line.matchAll(/\u001b\[(\d+)m/g)) {
      if (number === endOfStyles || number === endOfColours) open.delete(number)
      else open.set(number === '1' || number === '2' ? endOfStyles : endOfColours, code)
    }
    const ends = [...open.keys()].map((number) => `\u001b[${number}m`)
    return `${begun}${line}${ends.join('')}`
  })
}
