import { isGap } from './boots.ts'
import { isBroken } from './joining.ts'
import type { Head } from './stamp/form.ts'

/** One line of a section, with what is known of how it begins. */
export interface Line {
  readonly text: string
  /** Its number in the section. */
  readonly number: number
  readonly head: Head | undefined
  readonly isEvent: boolean
  /** True where it begins like a log record, an event or a row of a table. */
  readonly begins: boolean
}

/** Lines that stand together: a record with what follows it, or lines that begin like none. */
export interface LineGroup {
  readonly lines: readonly Line[]
  /** True where the first line begins like a record. */
  readonly isRecord: boolean
}

const mostLines = 120
const mostCharacters = 8000

/**
 * Parts lines at empty ones and before each that begins like a record. Lines that begin like none
 * belong to the record before them.
 *
 * @param width the longest line: a line of that length may have been broken
 */
export function* groupsOf(lines: readonly Line[], width: number): Generator<LineGroup> {
  let open: Line[] = []
  let characters = 0
  for (const line of lines) {
    const isEmpty = isGap(line.text)
    const isFull = open.length >= mostLines || characters > mostCharacters
    if (open.length > 0 && (isEmpty || isFull || beginsAnew(line, open, width))) {
      yield groupOf(open)
      open = []
      characters = 0
    }
    if (isEmpty) continue
    open.push(line)
    characters += line.text.length
  }
  if (open.length > 0) yield groupOf(open)
}

function groupOf(lines: readonly Line[]): LineGroup {
  return { lines, isRecord: lines[0]?.begins === true }
}

/**
 * A program's own stamp right after a line of a journal that was broken at its full width is the
 * rest of that line, and no record of its own.
 */
function beginsAnew(line: Line, open: readonly Line[], width: number): boolean {
  if (!line.begins) return false
  const isOwnStamp = line.head !== undefined && line.head.program === undefined && !line.head.short
  const [first] = open
  const last = open.at(-1)
  if (!isOwnStamp || first?.head?.program === undefined || last === undefined) return true
  return !isBroken(last.text, line.text, width)
}
