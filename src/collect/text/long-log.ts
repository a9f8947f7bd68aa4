import { Boots } from './boots.ts'
import { cleanLine } from './clean.ts'
import type { ScanContext } from './context.ts'
import type { ReadText } from './coverage.ts'
import type { Folds } from './fold.ts'
import { isJournalJson, readJournalRecord } from './journal-json.ts'
import type { FoundLiterals } from './literal-finder.ts'
import type { CompiledQueries } from './queries.ts'
import { LineReader } from './reader.ts'
import { Calendar } from './stamp/calendar.ts'
import type { Head } from './stamp/form.ts'
import { readHead } from './stamp/head.ts'
import { learnCalendar } from './stamp/learn.ts'
import { Window } from './window.ts'

/** Sizes of a reading, in bytes; other ones serve tests. */
export interface Sizes {
  readonly window: number
  /** Read bytes that stay: the last words before a boot's end. */
  readonly lookBack: number
}

const usualSizes: Sizes = { window: 1_048_576, lookBack: 32_768 }

/** Of a longer line this much is read around each hit, from a little before it on. */
const excerptBytes = 4096
const beforeHitBytes = 512
/** A line is waited for up to this length; a record in JSON is of use only as a whole. */
const waitedBytes = { text: 8192, json: 131_072 }
const headBytes = 400
const firstLines = 200
const newline = 0x0a

/**
 * Reads a log of any length in bounded memory. All literals are looked for in one pass over the
 * bytes; only a line that holds one is cut out, decoded and asked about.
 */
export class LongLog {
  readonly #compiled: CompiledQueries
  readonly #context: ScanContext
  readonly #folds: Folds
  readonly #reader: LineReader
  readonly #calendar: Calendar
  readonly #window: Window
  readonly #boots = new Boots()
  #isJson = false
  #begun = false
  /** Where the line begins that `window.begin` lies in, as offset in the text. */
  #lineStart = 0
  /** Beginning of that line, where it has left the window. */
  #lineHead: string | undefined
  #lines = 0
  #firstAt: number | undefined
  #lastAt: number | undefined
  #bootId: string | undefined

  constructor(compiled: CompiledQueries, context: ScanContext, folds: Folds, sizes = usualSizes) {
    this.#compiled = compiled
    this.#context = context
    this.#folds = folds
    this.#reader = new LineReader(compiled, folds, context.redact)
    this.#calendar = new Calendar(context.takenAt)
    this.#window = new Window(sizes.window, sizes.lookBack)
  }

  write(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length; ) {
      taken += this.#window.fill(chunk.subarray(taken))
      if (this.#window.isFull) this.#read(false)
    }
  }

  end(): ReadText {
    this.#read(true)
    const lastLines = this.#linesBefore(this.#window.begin)
    for (const line of lastLines) this.#lastAt = this.#headOf(line)?.at ?? this.#lastAt
    return {
      boots: this.#boots,
      calendar: this.#calendar,
      context: this.#context,
      lines: this.#lines,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt ?? this.#firstAt,
      lastLines,
      overflowed: this.#folds.overflowed,
    }
  }

  #read(isLast: boolean): void {
    const window = this.#window
    window.clean()
    if (!this.#begun) this.#beginText()
    const limit = isLast ? window.end : this.#limit()
    if (this.#isJson) this.#findBoots(limit)
    this.#findHits(limit)
    this.#lines += countNewlines(window.bytes, window.begin, limit)
    if (isLast && limit > 0 && window.bytes[limit - 1] !== newline) this.#lines += 1
    this.#startLineAt(limit)
    window.advance(limit)
  }

  /** Looks at the first lines: what form, which year, which time. */
  #beginText(): void {
    this.#begun = true
    const { bytes, end } = this.#window
    const text = bytes.toString('utf8', 0, Math.min(end, waitedBytes.json))
    this.#isJson = isJournalJson(text)
    const lines = text.split('\n', firstLines).map(cleanLine)
    learnCalendar(lines, this.#calendar)
    for (const line of lines) this.#firstAt ??= this.#headOf(line)?.at
  }

  /** How far the window can be read: to the end of its last line, or into a line without end. */
  #limit(): number {
    const { bytes, begin, end } = this.#window
    const afterLine = bytes.lastIndexOf(newline, end - 1) + 1
    const waited = this.#isJson ? waitedBytes.json : waitedBytes.text
    if (afterLine > begin && end - afterLine <= waited) return afterLine
    return Math.max(begin, afterLine, end - waited)
  }

  #findHits(limit: number): void {
    const { bytes, begin, end } = this.#window
    // Beyond the limit only the line without end goes on, in which a literal may straddle it.
    const reach = limit > 0 && bytes[limit - 1] === newline ? limit : end
    const found = this.#compiled.finder.find(bytes, begin, reach)
    for (let index = 0; index < found.ids.length; ) {
      const position = found.begins[index] ?? limit
      const { from, to, start } = this.#cut(position)
      const literals = new Set<number>()
      for (; isWithin(found, index, from, to); index++) literals.add(found.ids[index] ?? 0)
      if (literals.size === 0) index += 1
      else if (position < limit) this.#readLine(from, to, start, literals)
    }
  }

  /** Finds the line around `position`, or as much of it as is read. */
  #cut(position: number): { from: number; to: number; start: number } {
    const { bytes, end, offset } = this.#window
    const before = position === 0 ? -1 : bytes.lastIndexOf(newline, position - 1)
    const start = before < 0 ? this.#lineStart - offset : before + 1
    const after = bytes.indexOf(newline, position)
    const stop = after < 0 || after > end ? end : after
    const most = this.#isJson ? waitedBytes.json : excerptBytes
    if (stop - start <= most) return { from: Math.max(0, start), to: stop, start }
    if (position - start < most - beforeHitBytes * 2)
      return { from: Math.max(0, start), to: start + most, start }
    const from = Math.max(0, position - beforeHitBytes)
    return { from, to: Math.min(stop, from + excerptBytes), start }
  }

  #readLine(from: number, to: number, start: number, literals: ReadonlySet<number>): void {
    const { bytes, offset } = this.#window
    const raw = bytes.toString('utf8', from, to)
    const position = start + offset
    if (this.#isJson) {
      this.#readRecord(raw, position)
      return
    }
    const text = cleanLine(raw)
    const head = this.#headOf(from > start ? this.#headText(start) : text)
    for (const id of literals) {
      const mark = this.#compiled.marks.get(id)
      if (mark === undefined || from > start) continue
      this.#boots.see(
        { mark, line: text, head, position },
        () => this.#linesBefore(start),
        () => this.#lines + countNewlines(bytes, this.#window.begin, start),
      )
    }
    const placed = from > start && head ? { ...head, messageStart: 0 } : head
    this.#ask(text, placed, position, this.#reader.askersOf(literals))
  }

  #ask(text: string, head: Head | undefined, position: number, places: ReadonlySet<number>): void {
    const { origin, node } = this.#context
    const segment = this.#boots.segmentOf(node ?? head?.host, position)
    this.#reader.read({ text, head, origin, node, segment }, places)
  }

  #readRecord(line: string, position: number): void {
    const record = readJournalRecord(line)
    if (!record) return
    for (const { text, head } of record.lines)
      this.#ask(text, head, position, this.#reader.askersIn(text))
  }

  /** In JSON each record names its boot: the first record of another one is searched for. */
  #findBoots(limit: number): void {
    const { bytes, begin, offset } = this.#window
    const last = bytes.lastIndexOf(newline, limit - 2) + 1
    let from = begin
    this.#bootId ??= bootIdAt(bytes, begin)
    this.#boots.firstBootId ??= this.#bootId
    for (let boots = 0; boots < mostBootsOfWindow; boots++) {
      const known = this.#bootId
      const final = bootIdAt(bytes, last)
      if (known === undefined || final === undefined || final === known) return
      from = firstOtherBoot(bytes, { from, to: last, known })
      this.#bootId = bootIdAt(bytes, from)
      this.#boots.add({
        position: from + offset,
        host: undefined,
        before: this.#linesBefore(from),
        nextBootId: this.#bootId,
        certain: true,
        lines: this.#lines + countNewlines(bytes, begin, from),
      })
    }
  }

  #headOf(line: string): Head | undefined {
    return this.#isJson ? readJournalRecord(line)?.lines[0]?.head : readHead(line, this.#calendar)
  }

  #headText(start: number): string {
    if (start < 0 || this.#lineHead !== undefined) return this.#lineHead ?? ''
    return cleanLine(this.#window.bytes.toString('utf8', start, start + headBytes))
  }

  /** Complete lines before `position`, as far as they are still there. */
  #linesBefore(position: number): string[] {
    const { bytes } = this.#window
    const from = Math.max(0, position - usualSizes.lookBack / 2)
    const lines = bytes.toString('utf8', from, position).split('\n')
    if (from > 0) lines.shift()
    if (lines.at(-1) === '') lines.pop()
    if (!this.#isJson) return lines.map(cleanLine)
    return lines.flatMap((line) => readJournalRecord(line)?.lines.map(({ text }) => text) ?? [])
  }

  /** Notes where the line begins that the next reading goes on in. */
  #startLineAt(limit: number): void {
    const { bytes, begin, offset } = this.#window
    const before = limit === 0 ? -1 : bytes.lastIndexOf(newline, limit - 1)
    if (before >= begin) {
      this.#lineStart = before + 1 + offset
      this.#lineHead = undefined
    }
    const start = this.#lineStart - offset
    if (limit > start && start >= 0) this.#lineHead ??= this.#headText(start)
  }
}

function isWithin(found: FoundLiterals, index: number, from: number, to: number): boolean {
  const begin = found.begins[index]
  const end = found.ends[index]
  return begin !== undefined && end !== undefined && begin >= from && end <= to
}

const mostBootsOfWindow = 64
const bootField = Buffer.from('"_BOOT_ID"')

/** Boot id of the record at `position`; undefined where it names none. */
function bootIdAt(bytes: Buffer, position: number): string | undefined {
  const at = bytes.indexOf(bootField, position)
  if (at < 0) return undefined
  return /^"_BOOT_ID" ?: ?"([0-9a-f]{32})"/.exec(bytes.toString('latin1', at, at + 60))?.[1]
}

/** Beginning of the first record between `from` and `to` that is of another boot than `known`. */
function firstOtherBoot(
  bytes: Buffer,
  { from, to, known }: { from: number; to: number; known: string },
): number {
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const start = bytes.lastIndexOf(newline, middle) + 1
    const record = start <= low ? nextLine(bytes, low) : start
    if (record >= high) break
    if (bootIdAt(bytes, record) === known) low = record
    else high = record
  }
  return high
}

function nextLine(bytes: Buffer, position: number): number {
  const at = bytes.indexOf(newline, position)
  return at < 0 ? bytes.length : at + 1
}

function countNewlines(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (
    let at = bytes.indexOf(newline, from);
    at >= 0 && at < to;
    at = bytes.indexOf(newline, at + 1)
  )
    count += 1
  return count
}
