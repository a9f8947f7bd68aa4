import { FoundList, type FoundLiterals } from './found-list.ts'
import { rarestWindow } from './rarity.ts'
import { hashBits, hashOfTwo, hashOfWord, WordTable } from './word-table.ts'

/**
 * Finds many exact texts in bytes in one pass, four bytes at a time.
 *
 * However a literal lies, two aligned words of four bytes lie within any eleven bytes of it. So a
 * literal is known by the four pairs of words that eleven of its bytes can hold, a shorter one by
 * four single words, and a word that belongs to none, as nearly all do, costs two looks into
 * tables of bits. No step waits for the one before it, which is what makes this faster than an
 * automaton; what was measured: docs/decisions/0003-log-scan.md.
 */
export class LiteralFinder {
  readonly #literals: readonly Buffer[]
  readonly #pairs = new WordTable()
  readonly #words = new WordTable()
  /** First and second halves of words: all that is known of some words of very short literals. */
  readonly #firstHalves = new WordTable()
  readonly #secondHalves = new WordTable()
  /** The bytes searched, aligned and with room around them. */
  #bytes = Buffer.from(new ArrayBuffer(1024))
  readonly #found = new FoundList()

  /** @throws RangeError for a literal of fewer than three bytes: it would stop the search everywhere */
  constructor(literals: readonly string[]) {
    this.#literals = literals.map((literal) => Buffer.from(literal))
    for (const [id, literal] of this.#literals.entries()) this.#know(id, literal)
  }

  #know(id: number, literal: Buffer): void {
    if (literal.length < shortest)
      throw new RangeError(`the literal "${literal.toString()}" has fewer than three bytes`)
    if (literal.length >= longWindow) {
      const from = rarestWindow(literal, longWindow)
      for (const lead of [0, 1, 2, 3]) this.#knowPair(id, literal, from + lead)
      return
    }
    const from = literal.length >= window ? rarestWindow(literal, window) : 0
    const leads = leadsOfShort.get(literal.length) ?? [0, 1, 2, 3]
    for (const lead of leads) this.#knowWord(id, literal, from + lead)
  }

  #knowPair(id: number, literal: Buffer, lead: number): void {
    const [word = 0, next = 0] = wordsOf([...literal.subarray(lead, lead + 2 * wordBytes)])
    this.#pairs.add(hashOfTwo(word, next), id, lead)
  }

  /** A word that reaches over an end of its literal has bytes that may be anything. */
  #knowWord(id: number, literal: Buffer, lead: number): void {
    const bytes = [0, 1, 2, 3].map((at) => literal[lead + at])
    const unknown = bytes.flatMap((byte, at) => (byte === undefined ? [at] : []))
    const [open] = unknown
    if (unknown.length > 1) {
      const half = bytes.flatMap((byte) => byte ?? [])
      const table = open === 0 ? this.#secondHalves : this.#firstHalves
      table.add(halfOf(half), id, lead)
      return
    }
    const known = bytes.map((byte) => byte ?? 0)
    const any =
      open === undefined
        ? [known]
        : Array.from({ length: 256 }, (_, byte) => known.with(open, byte))
    for (const word of any) this.#words.add(hashOfWord(wordsOf(word)[0] ?? 0), id, lead)
  }

  /** Finds all literals that lie wholly in `bytes` from `from` to `to`, overlapping ones too. */
  find(bytes: Uint8Array, from: number, to: number): FoundLiterals {
    const length = to - from
    const words = this.#align(bytes, from, to)
    const pairBits = this.#pairs.bits
    const wordBits = this.#words.bits
    this.#found.count = 0
    let next = words[0] as number
    for (let index = 0; index < words.length - 1; index++) {
      const word = next
      next = words[index + 1] as number
      const pair = hashOfTwo(word, next)
      if ((((pairBits[pair >>> 5] as number) >>> pair) & 1) === 1)
        this.#compare(this.#pairs, pair, index * wordBytes, length)
      const single = hashOfWord(word)
      if ((((wordBits[single >>> 5] as number) >>> single) & 1) === 1)
        this.#compare(this.#words, single, index * wordBytes, length)
    }
    this.#findHalves(words, length)
    this.#found.shift(from - margin)
    return this.#found
  }

  #findHalves(words: Int32Array, length: number): void {
    if (this.#firstHalves.isEmpty && this.#secondHalves.isEmpty) return
    const halves = new Uint16Array(words.buffer, 0, words.length * 2)
    const tables = [this.#firstHalves, this.#secondHalves] as const
    for (const [place, table] of tables.entries())
      for (let index = place; index < halves.length; index += 2) {
        const half = halves[index] as number
        if ((((table.bits[half >>> 5] as number) >>> half) & 1) === 1)
          this.#compare(table, half, (index - place) * 2, length)
      }
  }

  /** Copies the bytes to where words can be read, with room for those that reach over an end. */
  #align(bytes: Uint8Array, from: number, to: number): Int32Array {
    const words = Math.ceil((to - from + 2 * margin) / wordBytes)
    if (this.#bytes.length < words * wordBytes)
      this.#bytes = Buffer.from(new ArrayBuffer(words * wordBytes * 2))
    this.#bytes.set(bytes.subarray(from, to), margin)
    this.#bytes.fill(0, margin + to - from, words * wordBytes)
    return new Int32Array(this.#bytes.buffer, 0, words)
  }

  /** Compares the literals that hashed bytes may belong to. */
  #compare(table: WordTable, hash: number, at: number, length: number): void {
    let entry = table.firsts[hash >>> bucketShift] as number
    for (; entry >= 0; entry = table.nexts[entry] as number) {
      const id = table.ids[entry] as number
      const begin = at - (table.leads[entry] as number)
      const literal = this.#literals[id] as Buffer
      const end = begin + literal.length
      if (begin < margin || end > margin + length || !standsAt(this.#bytes, begin, literal))
        continue
      this.#found.add(begin, end, id)
    }
  }
}

const wordBytes = 4
/** Any so many bytes hold an aligned word, and two. */
const window = 7
const longWindow = 11
const shortest = 3
const bucketShift = hashBits - 16
/** Room before and after the bytes: a word that reaches over their ends is read too. */
const margin = 8
/** Where the words of short literals begin, so that of each at most two bytes are unknown. */
const leadsOfShort: ReadonlyMap<number, readonly number[]> = new Map([
  [3, [-2, -1, 0, 1]],
  [4, [-1, 0, 1, 2]],
  [5, [-1, 0, 1, 2]],
  [6, [-1, 0, 1, 2]],
])

/** Words as the search will read them, whatever the order of bytes in this machine's. */
function wordsOf(bytes: readonly number[]): Int32Array {
  return new Int32Array(Uint8Array.from(bytes).buffer)
}

function halfOf(bytes: readonly number[]): number {
  return new Uint16Array(Uint8Array.from(bytes).buffer)[0] ?? 0
}

function standsAt(bytes: Uint8Array, begin: number, literal: Uint8Array): boolean {
  for (let index = 0; index < literal.length; index++)
    if (bytes[begin + index] !== literal[index]) return false
  return true
}
