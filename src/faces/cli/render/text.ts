import { stripVTControlCharacters } from 'node:util'

/** Columns that a text takes on a terminal; our own words and cleaned logs hold no wide marks. */
export function width(text: string): number {
  return stripVTControlCharacters(text).length
}

/** Fills up with blanks on the right. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}

/** Left and right part on one line, with at least two blanks between them. */
export function spread(left: string, right: string, columns: number): string {
  const gap = columns - width(left) - width(right)
  return gap >= 2 ? left + ' '.repeat(gap) + right : `${left}  ${right}`
}

/**
 * Breaks text at blanks so that no line is wider than `columns`; a word that is too long is cut
 * into pieces, nothing is lost.
 */
export function wrap(text: string, columns: number): string[] {
  const limit = Math.max(columns, 10)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((piece) => pieces(piece, limit))) {
    const joined = line === '' ? word : `${line} ${word}`
    if (joined.length <= limit) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
  }
  if (line !== '') lines.push(line)
  return lines
}

function pieces(word: string, limit: number): string[] {
  const parts: string[] = []
  for (let start = 0; start < word.length; start += limit)
    parts.push(word.slice(start, start + limit))
  return parts
}

/** A label in the margin and wrapped text beside it. */
export function labelled(label: string, text: string, columns: number, margin = 10): string[] {
  return wrap(text, columns - margin).map(
    (line, place) => pad(place === 0 ? `  ${label}` : '', margin) + line,
  )
}

/** The names that Longhorn's provisioner makes, as far as anybody compares them: pvc-6060d467…. */
export function shortVolumes(text: string): string {
  return text.replace(
    /\b(pvc-[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    '$1…',
  )
}

/** Shortens in the middle, where log lines hold the least. */
export function shorten(text: string, columns: number): string {
  if (text.length <= columns) return text
  const head = Math.ceil((columns - 1) * 0.7)
  return `${text.slice(0, head)}…${text.slice(text.length - (columns - 1 - head))}`
}

/** Rows as columns, each as wide as its widest cell; the last one is not filled up. */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [place, cell] of row.entries())
      widths[place] = Math.max(widths[place] ?? 0, width(cell))
  return rows.map((row) =>
    row
      .map((cell, place) =>
        place === row.length - 1 ? cell : pad(cell, (widths[place] ?? 0) + gap),
      )
      .join('')
      .trimEnd(),
  )
}

export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`
}
