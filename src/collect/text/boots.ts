import { type Ending, endingOf, lastWords } from './endings.ts'
import type { Mark } from './queries.ts'
import type { Calendar } from './stamp/calendar.ts'
import type { Head } from './stamp/form.ts'
import { readHead } from './stamp/head.ts'

/** Where one boot's log ends and the next one's begins. */
export interface Boundary {
  /** Offset in the text, in whatever unit its reader counts. */
  readonly position: number
  /** Host that booted; undefined where the text is about one node. */
  readonly host: string | undefined
  /** Lines before it, the last at the end. */
  readonly before: readonly string[]
  /** Boot id of what follows, where the text gives it. */
  readonly nextBootId?: string | undefined
  /** False where lines may be missing before it. */
  readonly certain: boolean
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

const journalLine = /^-- (?:Boot ([0-9a-f]{32})|Reboot) --\s*$/
const bootWords = /^(?:Linux version |Booting Linux on physical CPU)/
/** The kernel says its first words in its first seconds. */
const firstSeconds = 5
/** Marks this near to each other belong to one boot, where they are of different kinds. */
const oneBeginning = 65_536

/** Follows the boots of one text. */
export class Boots {
  readonly boundaries: Boundary[] = []
  /** Kinds of marks seen since the last boundary, and where the first of them was. */
  #marks = new Set<Mark>()
  #marksFrom = 0
  /** Id of the boot that the text begins with. */
  firstBootId: string | undefined

  /**
   * Looks at a line that holds a mark, and notes a boundary where it parts two boots.
   *
   * @param before lines before it, read only when needed; none where the text begins here
   */
  see(marked: Marked, before: () => readonly string[], lines: () => number): void {
    const id = boundaryId(marked)
    if (id === undefined) return
    if (
      this.#marks.size > 0 &&
      !this.#marks.has(marked.mark) &&
      marked.position - this.#marksFrom < oneBeginning
    ) {
      this.#marks.add(marked.mark)
      return
    }
    const lookedBack = before()
    const isFirst =
      this.boundaries.length === 0 &&
      !lookedBack.some((line) => line.trim() !== '' && !line.startsWith('-- '))
    this.#begin(marked)
    if (isFirst) {
      this.firstBootId = id === '' ? undefined : id
      return
    }
    this.add({
      position: marked.position,
      host: marked.head?.host,
      before: lookedBack,
      nextBootId: id === '' ? undefined : id,
      certain: !/^\s*(?:\.\.\.|…)?\s*$/.test(lookedBack.at(-1) ?? ''),
      lines: lines(),
    })
  }

  add(boundary: Boundary): void {
    this.boundaries.push(boundary)
  }

  #begin({ mark, position }: Marked): void {
    this.#marks = new Set([mark])
    this.#marksFrom = position
  }

  /** How many boots of this host ended before `position`. */
  segmentOf(host: string | undefined, position: number): number {
    let ended = 0
    for (const boundary of this.boundaries)
      if (boundary.position <= position && concerns(boundary, host)) ended += 1
    return ended
  }

  /** The boot of a segment: the text's last one is `base`, the one before one less. */
  bootOf(segment: number, host: string | undefined, base: number | undefined): number | undefined {
    const all = this.segmentOf(host, Number.POSITIVE_INFINITY)
    if (all === 0) return base
    return (base ?? 0) - (all - segment)
  }
}

export function concerns(boundary: Boundary, host: string | undefined): boolean {
  return boundary.host === undefined || host === undefined || boundary.host === host
}

/** Empty where a boot begins here and its id is not said; undefined where none begins. */
function boundaryId({ mark, line, head }: Marked): string | undefined {
  if (mark === 'boot') {
    const found = journalLine.exec(line.replace(/^[\s>|]+/, ''))
    return found ? (found[1] ?? '') : undefined
  }
  const early = head?.uptimeSeconds === undefined || head.uptimeSeconds < firstSeconds
  const isKernel =
    head?.program === 'kernel' && early && bootWords.test(line.slice(head.messageStart))
  return isKernel ? '' : undefined
}

/** What the last lines of a boot tell of its end. */
export interface BootEnd {
  readonly lastAt: string | undefined
  readonly ending: Ending
  readonly lastLines: readonly string[]
  /** The one host that all of them name. */
  readonly host: string | undefined
  /** True where several programs speak, as in a whole journal; one unit's log has no end of a boot. */
  readonly whole: boolean
  /** True where these are lines of a log at all. */
  readonly isLog: boolean
}

const wholePrograms = 3

export function describeEnd(
  before: readonly string[],
  calendar: Calendar,
  redact: (text: string) => string,
): BootEnd {
  const heads = before.flatMap((line) => readHead(line, calendar) ?? [])
  const lastAt = heads.findLast((head) => head.at !== undefined)?.at
  const hosts = new Set(heads.flatMap((head) => head.host ?? []))
  const [host] = hosts
  const programs = new Set(heads.flatMap((head) => head.program ?? []))
  return {
    lastAt: lastAt === undefined ? undefined : new Date(lastAt).toISOString(),
    ending: endingOf(before),
    lastLines: lastWords(before, redact),
    host: hosts.size === 1 ? host : undefined,
    whole: programs.size >= wholePrograms,
    isLog: heads.some((head) => head.at !== undefined || head.uptimeSeconds !== undefined),
  }
}
