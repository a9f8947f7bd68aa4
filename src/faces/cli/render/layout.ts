import { carryColours, pad, width } from './text.ts'

/** Below this a text has no room beside anything, and goes under it. */
const leastRoom = 24

/**
 * What stays together on one line: a word with its count (`pi01 ×4`), or a command between
 * back-ticks with its blanks, since people copy it. The bound keeps two stray back-ticks of a log
 * from joining a whole line.
 */
const units = /(?:`[^`\n]{1,200}`|\S|(?<=\S) (?=×\d))+/g

/**
 * Breaks text between words so that no line is wider than `columns`, unless it holds a single unit
 * that is. Nothing is lost and no word is broken. `Infinity` breaks nothing.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  let end = 0
  for (const { 0: unit, index } of text.matchAll(units)) {
    const joined = line === '' ? unit : line + blanks(text.slice(end, index)) + unit
    end = index + unit.length
    if (line === '' || width(joined) <= columns) {
      line = joined
      continue
    }
    lines.push(line)
    line = unit
  }
  if (line !== '') lines.push(line)
  return carryColours(lines)
}

/** Two blanks set parts of a line off from each other; more, or the end of a line, say nothing. */
function blanks(between: string): string {
  return between.length > 1 && !between.includes('\n') ? '  ' : ' '
}

/** How much further in a text stands that goes under its lead. */
const under = 4

/**
 * `lead`, and wrapped text beside it: its further lines begin below its first. A lead that leaves
 * too little room keeps its line for itself, unless there is no more room below it.
 */
export function hang(lead: string, text: string, columns: number): string[] {
  const margin = width(lead)
  const room = columns - margin
  const beneath = indentOf(lead) + ' '.repeat(under)
  const gains = beneath.length < margin
  if (lead.trim() !== '' && gains && (room < leastRoom || widest(wrap(text, 0)) > room))
    return [lead.trimEnd(), ...hang(beneath, text, columns)]
  return wrap(text, room).map((line, place) => (place === 0 ? lead : ' '.repeat(margin)) + line)
}

/** A label in the margin and wrapped text beside it. */
export function labelled(label: string, text: string, columns: number, margin = 10): string[] {
  const lead = `  ${label}`
  // A label that is wider than the margin keeps its line for itself.
  if (label !== '' && width(lead) >= margin)
    return [lead, ...hang(' '.repeat(margin), text, columns)]
  return hang(pad(lead, margin), text, columns)
}

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? ''
}

/** A line that is a command is copied, so it stays whole. */
const command = /^ *(?:next: +)?(?:bramble|kubectl|sudo|ssh) /

/** Lines that keep their own indent where they have to be broken; for text that is laid out already. */
export function reflow(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      if (width(line) <= columns || command.test(line)) return [line]
      return hang(indentOf(line), line, columns)
    })
    .join('\n')
}

/**
 * Left and right part on one line, with at least two blanks between them. Where they have no room
 * beside each other the left one is broken and its further lines keep its indent.
 */
export function spread(left: string, right: string, columns: number): string[] {
  if (right === '') return reflow(left, columns).split('\n')
  if (!Number.isFinite(columns)) return [`${left}  ${right}`]
  const gap = columns - width(left) - width(right)
  if (gap >= 2) return [left + ' '.repeat(gap) + right]
  const room = columns - width(right) - 2
  if (room < leastRoom)
    return [...reflow(left, columns).split('\n'), pad('', columns - width(right)) + right]
  const [first = '', ...more] = reflow(left, room).split('\n')
  return [first + ' '.repeat(Math.max(2, columns - width(first) - width(right))) + right, ...more]
}

interface TableOptions {
  /** `Infinity` where nothing has to give way. */
  readonly columns: number
  /** Blanks before each line. */
  readonly indent?: number
}

const gap = 2

/** Rows as columns, each as wide as its widest cell; see `tableRows` for where they do not fit. */
export function table(rows: readonly (readonly string[])[], options: TableOptions): string[] {
  return tableRows(rows, options).flat()
}

/**
 * The lines of each row. Where the table is too wide, the widest columns give way first, down to
 * their longest word; where that is not enough, the last columns stand below the others.
 */
export function tableRows(
  rows: readonly (readonly string[])[],
  { columns, indent = 0 }: TableOptions,
): string[][] {
  const tiers = tiersOf(rows, columns - indent)
  const laidOut = tiers.map((tier, number) =>
    tierRows(rows, tier, { columns, indent: number === 0 ? indent : indent + below }),
  )
  return rows.map((_, row) => laidOut.flatMap((tier) => tier[row] ?? []))
}

/** How much further in the columns stand that have no room beside the first ones. */
const below = 4

/** Which columns stand beside each other: all of them, if their longest words have room. */
function tiersOf(rows: readonly (readonly string[])[], room: number): number[][] {
  const places = Array.from(
    { length: Math.max(0, ...rows.map((row) => row.length)) },
    (_, place) => place,
  )
  const cells = (place: number) => rows.map((row) => row[place] ?? '')
  const least = places.map((place) => widest(cells(place).flatMap((cell) => wrap(cell, 0))))
  if (sum(least) + gap * (places.length - 1) <= room) return [places]
  const tiers: number[][] = []
  let used = 0
  for (const place of places) {
    // Whole cells, but a long one gives way to the third of a line.
    const cell = Math.min(widest(cells(place)), Math.max(least[place] ?? 0, room / 3))
    if (tiers.length === 0 || used + gap + cell > room) {
      used = (tiers.length > 0 ? below : 0) + cell
      tiers.push([place])
      continue
    }
    used += gap + cell
    tiers.at(-1)?.push(place)
  }
  return tiers
}

/** The columns of a table that stand beside each other. */
function tierRows(
  rows: readonly (readonly string[])[],
  tier: readonly number[],
  { columns, indent }: Required<TableOptions>,
): string[][] {
  const cells = rows.map((row) => tier.map((place) => row[place] ?? ''))
  const widths = fitted(cells, columns - indent)
  return cells.map((row) => {
    const parts = row.map((cell, place) =>
      width(cell) <= (widths[place] ?? 0) ? [cell] : wrap(cell, widths[place] ?? 0),
    )
    const height = Math.max(1, ...parts.map((part) => part.length))
    return Array.from({ length: height }, (_, line) =>
      parts
        .map((part, place) => pad(part[line] ?? '', (widths[place] ?? 0) + gap))
        .join('')
        .trimEnd(),
    )
      .map((line) => ' '.repeat(indent) + line)
      .filter((line, place) => place === 0 || line.trim() !== '')
  })
}

/** Each column's width in `room`: what is too much is taken from the widest that can give. */
function fitted(rows: readonly (readonly string[])[], room: number): number[] {
  const amount = rows[0]?.length ?? 0
  const column = (place: number) => rows.map((row) => row[place] ?? '')
  const widths = Array.from({ length: amount }, (_, place) => widest(column(place)))
  const least = widths.map((_, place) => widest(column(place).flatMap((cell) => wrap(cell, 0))))
  for (let over = sum(widths) + gap * (amount - 1) - room; over > 0; over -= 1) {
    const givers = widths.filter((columns, place) => columns > (least[place] ?? 0))
    if (givers.length === 0) break
    const place = widths.findIndex(
      (columns, at) => columns === Math.max(...givers) && columns > (least[at] ?? 0),
    )
    widths[place] = (widths[place] ?? 0) - 1
  }
  return widths
}

function widest(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(width))
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

/** A whole screen: blocks that hold nothing leave no gap. */
export function screen(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/\n{3,}/g, '\n\n')
  return `${text.trimEnd()}\n`
}
