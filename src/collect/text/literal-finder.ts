import { comparedBytes, gramBytes, hashBits } from './wasm/layout.ts'
import { hashAt, PieceSearch, type Visit } from './wasm/piece-search.ts'

/** Literals found in bytes, in the order of what was recognised of them. Valid until the next search. */
export interface FoundLiterals {
  readonly count: number
  /** Where each begins, and where it ends. */
  readonly begins: Int32Array
  readonly ends: Int32Array
  /** Place of each in the list that the finder was made of. */
  readonly ids: Int32Array
}

/**
 * Finds many exact texts in bytes in one pass.
 *
 * Each is looked for by a short piece of it, the one with the rarest words, and the whole literal is
 * compared only where its piece stands. What was measured against automata, a RegExp, indexOf and a
 * jumping search: docs/decisions/0003-log-scan.md.
 */
export class LiteralFinder {
  readonly #pieces: PieceSearch
  /** All literals' bytes in a row, and where each begins. */
  readonly #bytes: Uint8Array
  readonly #starts: Int32Array
  /** How many bytes of a literal lie before its piece. */
  readonly #leads: Int32Array
  #found = {
    count: 0,
    begins: new Int32Array(64),
    ends: new Int32Array(64),
    ids: new Int32Array(64),
  }

  /** @throws RangeError for a literal of under four bytes: it would stand nearly everywhere */
  constructor(literals: readonly string[]) {
    const encoded = literals.map((literal) => Buffer.from(literal))
    for (const [id, { length }] of encoded.entries())
      if (length < gramBytes)
        throw new RangeError(`“${literals[id]}” is shorter than ${gramBytes} bytes`)
    const counts = countGrams(encoded)
    const leads = encoded.map((bytes) => rarestPiece(bytes, counts))
    this.#pieces = new PieceSearch(encoded.map((bytes, id) => bytes.subarray(leads[id])))
    this.#leads = Int32Array.from(leads)
    this.#bytes = Buffer.concat(encoded)
    this.#starts = new Int32Array(encoded.length + 1)
    for (const [id, bytes] of encoded.entries())
      this.#starts[id + 1] = (this.#starts[id] ?? 0) + bytes.length
  }

  /**
   * Finds all literals that lie wholly in `bytes` from `from` to `to`, overlapping ones too, in
   * the order in which their pieces begin.
   */
  find(bytes: Uint8Array, from: number, to: number): FoundLiterals {
    this.#found.count = 0
    const range = { from, to }
    const visit: Visit = (position, id) => this.#compare(position, id, bytes, range)
    if (to - from < shortestCompiled) this.#pieces.readShort(bytes, from, to, visit)
    else this.#pieces.read(bytes, from, to, visit)
    return this.#found
  }

  /** Compares the whole literal where its piece was seen. */
  #compare(position: number, id: number, bytes: Uint8Array, { from, to }: Range): void {
    const begin = position - (this.#leads[id] as number)
    const start = this.#starts[id] as number
    const length = (this.#starts[id + 1] as number) - start
    if (begin < from || begin + length > to) return
    for (let index = 0; index < length; index++)
      if (bytes[begin + index] !== this.#bytes[start + index]) return
    const found = this.#roomier()
    found.begins[found.count] = begin
    found.ends[found.count] = begin + length
    found.ids[found.count] = id
    found.count += 1
  }

  #roomier() {
    const { count, begins, ends, ids } = this.#found
    if (count < ids.length) return this.#found
    this.#found = { count, begins: doubled(begins), ends: doubled(ends), ids: doubled(ids) }
    return this.#found
  }
}

function doubled(list: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2)
  longer.set(list)
  return longer
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Shorter texts, such as single lines, take longer to hand over than to read. */
const shortestCompiled = 1024

/** How often four bytes stand in the literals, by their hash: the best sample of a log's words. */
function countGrams(literals: readonly Buffer[]): Uint16Array {
  const counts = new Uint16Array(2 ** hashBits)
  for (const bytes of literals)
    for (let at = 0; at + gramBytes <= bytes.length; at++) {
      const hash = hashAt(bytes, at)
      counts[hash] = (counts[hash] as number) + 1
    }
  return counts
}

/** Letters, digits and signs that logs are full of, the most frequent first. */
const frequent = 'etaoinsrdlcpumhgf1230456789 :.-=/"'
const mostRare = frequent.length + 6

const rarities = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = frequent.indexOf(String.fromCharCode(byte))
  return place < 0 ? mostRare : place
})

/** Where the piece of a literal begins that logs are least likely to hold. */
function rarestPiece(literal: Buffer, counts: Uint16Array): number {
  const length = literal.length < comparedBytes ? gramBytes : comparedBytes
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let offset = 0; offset + length <= literal.length; offset++) {
    let common = 0
    for (let at = offset; at < offset + length; at += gramBytes)
      common += commonness(literal, at, counts)
    if (common >= least) continue
    best = offset
    least = common
  }
  return best
}

/** First by the literals that hold the same four bytes, then by the letters. */
function commonness(literal: Buffer, at: number, counts: Uint16Array): number {
  let rare = 0
  for (let index = at; index < at + gramBytes; index++)
    rare += rarities[literal[index] as number] as number
  return (counts[hashAt(literal, at)] as number) * gramBytes * mostRare - rare
}
