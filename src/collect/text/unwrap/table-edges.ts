/** A row of a Markdown table, with its edges. */
const row = /^\s*\|(?: (.*))? \|\s*$/
/** What parts a Markdown table's head from its rows. */
const rule = /^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$/
/** A program's own table has borders, and rules may know its cells. */
const border = /^\s*(?:\+[-=+]+\+|[┌├└].*)\s*$/
/** One row may be a program's; one cell between two bars is none. */
const leastRows = 2
const oneCell = /^\s*\| [^|]*[^|\s] \|\s*$/

/** Makes columns that are parted by blanks, as kubectl prints them, of Markdown's tables. */
export function withoutTableEdges(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => row.test(line))) return lines
  const own: string[] = []
  let open: string[] = []
  let isProgram = false
  const close = () => {
    own.push(...(isTable(open) && !isProgram ? columnsOf(open) : open))
    open = []
  }
  for (const line of lines) {
    if (row.test(line) || rule.test(line)) {
      open.push(line)
      continue
    }
    close()
    isProgram = border.test(line)
    own.push(line)
  }
  close()
  return own
}

function isTable(rows: readonly string[]): boolean {
  return rows.length >= leastRows || rows.every((line) => oneCell.test(line))
}

/** Cells are padded alike, so that a table is read by the places of its columns. */
function columnsOf(rows: readonly string[]): string[] {
  const cells = rows
    .filter((line) => !rule.test(line))
    .map((line) => (row.exec(line)?.[1] ?? '').split(/ +\| +/))
  const widths = cells.reduce<number[]>(
    (most, own) => own.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  )
  return cells.map((own) =>
    own
      .map((cell, at) => (at + 1 < own.length ? cell.padEnd(widths[at] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  )
}
