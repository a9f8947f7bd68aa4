import type { Section } from '../sections.ts'

/** A record that a pasted output states. */
export interface Recognised {
  readonly kind: string
  readonly record: object
  /** Node that it is about, where the output itself names it. */
  readonly node?: string
  /** Lines of the section that it was read from: the first, and the one after the last. */
  readonly lines: readonly [from: number, to: number]
}

/** Reads one kind of output wherever it stands in a section; empty where it does not. */
export type Format = (section: Section) => Recognised[]

/** kubectl's ages: `5d`, `2m26s`, `4d16h`, also `3y12d` (k8s.io/apimachinery duration). */
export const age = /(?:\d{1,5}[ydhms]){1,3}|<unknown>|<invalid>/.source

/** Cells of a row: columns are parted by at least two blanks or a tab. */
export function cellsOf(line: string): string[] {
  return line.trim().split(/\s{2,}|\t+/)
}

/** A table cell that stands for nothing. */
export function cell(text: string | undefined): string | undefined {
  return text === undefined ||
    text === '' ||
    text === '<none>' ||
    text === '<unset>' ||
    text === '<unknown>'
    ? undefined
    : text
}

/** Rows under each header that begins with these column names, up to the next empty line. */
export function* rowsUnder(
  { lines }: Section,
  isHeader: (names: readonly string[]) => boolean,
): Generator<{ readonly line: number; readonly cells: ReadonlyMap<string, string> }> {
  let header: Column[] | undefined
  for (const [number, line] of lines.entries()) {
    if (line.trim() === '') header = undefined
    else if (isCapitals(line)) header = columnsOf(line, isHeader)
    else if (header) {
      const cells = rowOf(line, header)
      if (cells) yield { line: number, cells }
    }
  }
}

interface Column {
  readonly name: string
  readonly start: number
}

function isCapitals(line: string): boolean {
  return /^\s*[A-Z]/.test(line) && line.toUpperCase() === line
}

function columnsOf(
  line: string,
  isHeader: (names: readonly string[]) => boolean,
): Column[] | undefined {
  const columns = [...line.matchAll(/\S+(?: \S+)*/g)].map((found) => ({
    name: found[0],
    start: found.index,
  }))
  return isHeader(columns.map((column) => column.name)) ? columns : undefined
}

/**
 * Cells by the header's positions, or by their number where a paste moved the columns. A row that
 * fits neither way is no row of this table.
 */
function rowOf(line: string, columns: readonly Column[]): Map<string, string> | undefined {
  const cells = cellsOf(line)
  if (cells.length === columns.length)
    return new Map(columns.map(({ name }, index) => [name, cells[index] ?? '']))
  if (line.includes('\t')) return undefined
  // Text that runs across a column's beginning stands in no column.
  const runsOver = columns.some(
    ({ start }) => start > 0 && start < line.length && line[start - 1] !== ' ',
  )
  if (runsOver || line.slice(columns[0]?.start, columns[1]?.start).trim() === '') return undefined
  const end = (index: number) => columns[index + 1]?.start
  return new Map(
    columns.map(({ name, start }, index) => [name, line.slice(start, end(index)).trim()]),
  )
}
