import { cleanLine } from '../../model/text.ts'
import type { BootEnd } from './boot-end.ts'
import type { Mark } from './queries.ts'
import type { Head } from './stamp/form.ts'

/** Where one boot's log ends and the next one's begins. */
export interface Boundary {
  /** Offset in the text, in whatever unit its reader counts. */
  readonly position: number
  /** Host that booted; undefined where the text is about one node. */
  readonly host: string | undefined
  /** Number of ended boots of this host before it. */
  readonly segment: number
  /** How the boot before it ended, and when the first line after it was written. */
  readonly end: BootEnd
  readonly bootId: string | undefined
  /** False where lines may be missing before it; known once what follows it was read. */
  certain(): boolean
  /** Lines of the text before it. */
  readonly lines: number
}

/** A line that may begin a boot. */
export interface Marked {
  readonly mark: Mark
  readonly line: string
  readonly head: Head | undefined
  readonly position: number
}

/** What stands before a boundary, whose first line is `next`; looked at only when needed. */
export interface Before {
  /** Whether any line of another boot does. */
  any(next: Head | undefined): boolean
  end(next: Head | undefined): BootEnd
  lines(): number
  /** False where lines may be missing. */
  certain(): boolean
}

const journalLine = /^[\s>|]*-- (?:Boot ([0-9a-f]{32})|Reboot) --\s*$/
const bootWords = /^(?:Linux version |Booting Linux on physical CPU)/
/** The kernel says its first words in its first seconds. */
const firstSeconds = 5
/** Marks this near to each other belong to one boot, where they are of different kinds. */
const oneBeginning = 65_536
/** A text with more boots than this keeps the first ones' ends only as a number. */
const mostBoundaries = 512

/** Follows the boots of one text. Asked about positions in rising order while it is read. */
export class Boots {
  boundaries: Boundary[] = []
  readonly #ended = new Map<string | undefined, number>()
  #marks = new Set<Mark>()
  #marksFrom = 0
  /** Id of the boot that is being read, where the text says it. */
  bootId: string | undefined

  /** Looks at a line that holds a mark, and notes a boundary where it parts two boots. */
  see(marked: Marked, before: Before): void {
    const id = boundaryId(marked)
    if (id === undefined || this.#isSameBeginning(marked)) return
    this.#marks = new Set([marked.mark])
    this.#marksFrom = marked.position
    const { position, head } = marked
    if (this.boundaries.length > 0 || before.any(head)) this.add({ position, head, before })
    this.bootId = id === '' ? undefined : id
  }

  /** @param head of the first line after the boundary */
  add({ position, head, before }: Pick<Marked, 'position' | 'head'> & { before: Before }): void {
    const marks = this.#marks
    const host = head?.host
    const whole = before.certain() && !marks.has('fall')
    this.boundaries.push({
      position,
      host,
      segment: this.segmentOf(host),
      end: before.end(head),
      bootId: this.bootId,
      certain: () => whole && !isFiltered(marks),
      lines: before.lines(),
    })
    if (this.boundaries.length > mostBoundaries) this.boundaries.shift()
    this.#ended.set(host, (this.#ended.get(host) ?? 0) + 1)
  }

  /** journalctl's line, `Booting Linux` and `Linux version` follow each other at one boot. */
  #isSameBeginning({ mark, position }: Marked): boolean {
    const isSame =
      this.#marks.size > 0 && !this.#marks.has(mark) && position - this.#marksFrom < oneBeginning
    if (isSame) this.#marks.add(mark)
    return isSame
  }

  /** How many boots of this host have ended so far, or had before `position`. */
  segmentOf(host: string | undefined, position = Number.POSITIVE_INFINITY): number {
    let ended = this.#all(host)
    if (position === Number.POSITIVE_INFINITY) return ended
    for (let index = this.boundaries.length - 1; index >= 0; index--) {
      const boundary = this.boundaries[index]
      if (!boundary || boundary.position <= position) break
      if (concerns(boundary, host)) ended -= 1
    }
    return ended
  }

  #all(host: string | undefined): number {
    if (this.#ended.size === 0) return 0
    if (host !== undefined) return (this.#ended.get(undefined) ?? 0) + (this.#ended.get(host) ?? 0)
    let all = 0
    for (const ended of this.#ended.values()) all += ended
    return all
  }

  /** The boot of a segment: the text's last one is `base`, the one before one less. */
  bootOf(segment: number, host: string | undefined, base: number | undefined): number | undefined {
    const all = this.segmentOf(host)
    return all === 0 ? base : (base ?? 0) - (all - segment)
  }
}

/**
 * journalctl's line and no word of the kernel behind it: these are the lines of one unit or of a
 * search, for every boot begins with the kernel's.
 */
function isFiltered(marks: ReadonlySet<Mark>): boolean {
  return marks.size === 1 && marks.has('boot')
}

function concerns(boundary: Boundary, host: string | undefined): boolean {
  return boundary.host === undefined || host === undefined || boundary.host === host
}

/** Empty where a boot begins here and its id is not said; undefined where none begins. */
function boundaryId({ mark, line, head }: Marked): string | undefined {
  if (mark === 'boot') {
    const found = journalLine.exec(cleanLine(line))
    return found ? (found[1] ?? '') : undefined
  }
  if (mark === 'fall') return ''
  const isKernel = mark === 'booting' || mark === 'version'
  return isKernel && isFirstWord(line, head) ? '' : undefined
}

function isFirstWord(line: string, head: Head | undefined): boolean {
  if (head?.program !== 'kernel') return false
  const isEarly = head.uptimeSeconds === undefined || head.uptimeSeconds < firstSeconds
  return isEarly && bootWords.test(line.slice(head.messageStart))
}

/** Who shortens a log leaves dots or an empty line. */
export function isGap(line: string): boolean {
  return /^[\s>|]*(?:\.{2,}|…|\[(?:\.{2,}|…)\])?\s*$/.test(line)
}
