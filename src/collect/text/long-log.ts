import { cleanLine } from '../../model/text.ts'
import { describeEnd, type HeadedLine, withoutBeginning } from './boot-end.ts'
import { type Before, Boots, isGap } from './boots.ts'
import type { ScanContext } from './context.ts'
import type { ReadText } from './coverage.ts'
import type { Folds } from './fold.ts'
import { bootIdAt, firstOtherBoot } from './journal-boots.ts'
import { isJournalJson, readJournalRecord } from './journal-json.ts'
import { LineIndex } from './line-index.ts'
import type { FoundLiterals } from './literal-finder.ts'
import type { CompiledQueries } from './queries.ts'
import { LineReader, type Literals, type Place } from './reader.ts'
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
/** How much of a text is looked at for its form, year and first time. */
const beginningBytes = 32_768
const firstLines = 200
const lastLines = 100
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
  readonly #index = new LineIndex()
  readonly #boots = new Boots()
  #isJson = false
  #begun = false
  /** Where the line begins that `window.begin` lies in, as offset in the text. */
  #lineStart = 0
  /** Beginning of that line, where it has left the window. */
  #lineHead: string | undefined
  /** Where the present line begins, and where it is read from. */
  #line = { from: 0, start: 0 }
  #lines = 0
  #firstAt: number | undefined
  #lastAt: number | undefined

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
    const last = this.#linesBefore(this.#window.begin)
    for (const { head } of last) this.#lastAt = head?.at ?? this.#lastAt
    return {
      boots: this.#boots,
      context: this.#context,
      lines: this.#lines,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt ?? this.#firstAt,
      lastLines: last,
      overflowed: this.#folds.overflowed,
    }
  }

  #read(isLast: boolean): void {
    const window = this.#window
    window.clean()
    if (!this.#begun) this.#beginText()
    const limit = isLast ? window.end : this.#limit()
    // Beyond the limit only a line without end goes on, in which a literal may straddle it.
    const reach = limit > 0 && window.bytes[limit - 1] === newline ? limit : window.end
    this.#index.read(window.bytes, window.begin, reach)
    if (this.#isJson) this.#findBoots(limit)
    this.#findHits(limit, reach)
    this.#lines += this.#index.countBefore(limit)
    if (isLast && limit > 0 && window.bytes[limit - 1] !== newline) this.#lines += 1
    this.#startLineAt(limit)
    window.advance(limit)
  }

  /** Looks at the first lines: what form, which year, which time. */
  #beginText(): void {
    this.#begun = true
    const { bytes, end } = this.#window
    const text = bytes.toString('utf8', 0, Math.min(end, beginningBytes))
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

  #findHits(limit: number, reach: number): void {
    const found = this.#find(this.#window.begin, reach)
    for (let index = 0; index < found.count; ) {
      const position = found.begins[index] ?? limit
      const { from, to, start } = this.#cut(position)
      const first = index
      while (isWithin(found, index, from, to)) index += 1
      if (index === first) index += 1
      else if (position < limit)
        this.#readLine(from, to, start, { ids: found.ids, from: first, to: index })
    }
  }

  #find(from: number, to: number): FoundLiterals {
    const found = this.#compiled.finder.find(this.#window.bytes, from, to)
    // Records are searched anew once they are unpacked, which would end this search.
    return this.#isJson ? structuredClone(found) : found
  }

  /** Finds the line around `position`, or as much of it as is read. */
  #cut(position: number): { from: number; to: number; start: number } {
    const before = this.#index.endBefore(position)
    const start = before < 0 ? this.#lineStart - this.#window.offset : before + 1
    const after = this.#index.endAfter(position)
    const stop = after < 0 ? this.#window.end : after
    const most = this.#isJson ? waitedBytes.json : excerptBytes
    if (stop - start <= most) return { from: Math.max(0, start), to: stop, start }
    if (position - start < most - beforeHitBytes * 2)
      return { from: Math.max(0, start), to: start + most, start }
    const from = Math.max(0, position - beforeHitBytes)
    return { from, to: Math.min(stop, from + excerptBytes), start }
  }

  #readLine(from: number, to: number, start: number, literals: Literals): void {
    const { bytes } = this.#window
    if (this.#isJson) {
      this.#readRecord(bytes.toString('utf8', from, to), start)
      return
    }
    // Printable ASCII is the same in Latin 1, which takes half the time to decode.
    const text = this.#index.isPlainAt(from)
      ? bytes.toString('latin1', from, to)
      : cleanLine(bytes.toString('utf8', from, to))
    this.#line = { from, start }
    if (from === start) this.#seeMarks(text, start, literals)
    this.#reader.read(text, literals, this.#placeOf)
  }

  /** Made once: a journal has many hits. */
  readonly #placeOf = (text: string): Place => {
    const { from, start } = this.#line
    // Far inside a long line the head stands elsewhere.
    const head = this.#headOf(from === start ? text : this.#headText(start))
    return this.#place(from === start || !head ? head : { ...head, messageStart: 0 }, start)
  }

  #place(head: Head | undefined, start: number): Place {
    const { origin, node } = this.#context
    const segment = this.#boots.segmentOf(node ?? head?.host, start + this.#window.offset)
    return { head, origin, node, segment }
  }

  #seeMarks(line: string, start: number, literals: Literals): void {
    const { marks } = this.#compiled
    for (let index = literals.from; index < literals.to; index++) {
      const mark = marks.get(literals.ids[index] ?? -1)
      if (mark === undefined) continue
      const position = start + this.#window.offset
      this.#boots.see({ mark, line, head: this.#headOf(line), position }, this.#before(start))
    }
  }

  #readRecord(line: string, start: number): void {
    const record = readJournalRecord(line)
    for (const { text, head } of record?.lines ?? [])
      this.#reader.search(text, () => this.#place(head, start))
  }

  /** In JSON each record names its boot: the first record of another one is searched for. */
  #findBoots(limit: number): void {
    const { bytes, begin, offset } = this.#window
    const last = bytes.lastIndexOf(newline, limit - 2) + 1
    let from = begin
    this.#boots.bootId ??= bootIdAt(bytes, begin)
    for (let boots = 0; boots < mostBootsOfWindow; boots++) {
      const known = this.#boots.bootId
      const final = bootIdAt(bytes, last)
      if (known === undefined || final === undefined || final === known) return
      from = firstOtherBoot(bytes, { from, to: last, known })
      this.#boots.add({ position: from + offset, head: undefined, before: this.#before(from) })
      this.#boots.bootId = bootIdAt(bytes, from)
    }
  }

  #headOf(line: string): Head | undefined {
    return this.#isJson ? readJournalRecord(line)?.lines[0]?.head : readHead(line, this.#calendar)
  }

  #headText(start: number): string {
    if (start < 0 || this.#lineHead !== undefined) return this.#lineHead ?? ''
    return cleanLine(this.#window.bytes.toString('utf8', start, start + headBytes))
  }

  /** Complete lines before `position`, the last ones, as far as they are still there. */
  #linesBefore(position: number): HeadedLine[] {
    const { bytes } = this.#window
    const from = Math.max(0, position - usualSizes.lookBack / 2)
    const lines = bytes.toString('utf8', from, position).split('\n')
    if (from > 0) lines.shift()
    if (lines.at(-1) === '') lines.pop()
    const last = lines.slice(-lastLines)
    if (this.#isJson) return last.flatMap((line) => readJournalRecord(line)?.lines ?? [])
    return last.map(cleanLine).map((text) => ({ text, head: this.#headOf(text) }))
  }

  #before(position: number): Before {
    const lines = () => this.#linesBefore(position)
    return {
      any: (next) => withoutBeginning(lines(), next).some(({ head }) => head !== undefined),
      end: (next) => describeEnd(lines(), this.#context.redact, next),
      lines: () => this.#lines + this.#index.countBefore(position),
      certain: () => this.#isJson || !isGap(lines().at(-1)?.text ?? ''),
    }
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
  return index < found.count && (found.begins[index] ?? 0) >= from && (found.ends[index] ?? 0) <= to
}

const mostBootsOfWindow = 64
