import { searchCode } from './code.ts'
import {
  comparedBytes,
  gramBytes,
  hashBits,
  hashFactor,
  noteBytes,
  pieceBytes,
  search,
  stretchBytes,
} from './layout.ts'
import { openCode } from './open.ts'

/** Called with the position at which a piece begins, and its place in the list of pieces. */
export type Visit = (position: number, piece: number) => void

/** Reads a stretch; gives how far it came, and where its notes end. */
type Run = (
  at: number,
  length: number,
  notes: number,
  full: number,
) => readonly [reached: number, end: number]

/** One bit for each family; pieces that are too short for a second hash are the last one. */
const longFamilies = 7
const shortFamily = 1 << longFamilies
const leastNotes = 4096

/**
 * Finds where any of many pieces of text begins, each known by the hashes of its first four bytes
 * and of the four after them. At nearly all positions two bytes of tables say that there is none.
 */
export class PieceSearch {
  readonly #run: Run
  readonly #memory: Uint8Array
  readonly #words: Int32Array
  /** Where notes begin, and from where on they might not hold what the next positions bring. */
  readonly #notes: number
  readonly #full: number

  /** @param pieces at least four bytes each; the first eight are compared */
  constructor(pieces: readonly Uint8Array[]) {
    this.#notes = search.pieces + pieces.length * pieceBytes
    this.#full = this.#notes + leastNotes * noteBytes
    const most = longestChain(pieces) * gramBytes
    const { memory, functions } = openCode(searchCode, this.#full + most * noteBytes)
    this.#run = functions.search as Run
    this.#words = new Int32Array(memory)
    this.#memory = new Uint8Array(memory)
    this.#memory.fill(shortFamily, search.second, search.second + 2 ** hashBits)
    for (const [place, piece] of pieces.entries()) this.#add(place, piece)
  }

  #add(place: number, piece: Uint8Array): void {
    const [bytes, words] = [this.#memory, this.#words]
    const at = search.pieces + place * pieceBytes
    const compared = piece.subarray(0, comparedBytes)
    bytes.set(compared, at)
    bytes.fill(0xff, at + comparedBytes, at + comparedBytes + compared.length)
    const isLong = compared.length === comparedBytes
    const family = isLong ? 1 << (place % longFamilies) : shortFamily
    const hash = hashAt(compared, 0)
    this.#join(search.first + hash, family)
    if (isLong) this.#join(search.second + hashAt(compared, gramBytes), family)
    const chain = search.chains / 4 + hash
    words[at / 4 + 4] = words[chain] as number
    words[chain] = at
  }

  #join(place: number, family: number): void {
    this.#memory[place] = (this.#memory[place] as number) | family
  }

  /** Looks at each position of `bytes` from `from` to `to`. A piece may reach beyond. */
  read(bytes: Uint8Array, from: number, to: number, visit: Visit): void {
    for (let start = from; start < to; start += stretchBytes) {
      const length = Math.min(stretchBytes, to - start)
      const copied = bytes.subarray(start, Math.min(to, start + length + comparedBytes * 2))
      this.#memory.set(copied, search.text)
      // Of the stretch before nothing may end a piece.
      this.#memory.fill(0, search.text + copied.length, search.pieces)
      for (let at = 0; at < length; ) {
        const [reached, end] = this.#run(at, length, this.#notes, this.#full)
        at = reached
        this.#tell(start, end, visit)
      }
    }
  }

  #tell(start: number, end: number, visit: Visit): void {
    const words = this.#words
    for (let note = this.#notes / 4; note < end / 4; note += noteBytes / 4)
      visit(
        start + (words[note] as number),
        ((words[note + 1] as number) - search.pieces) / pieceBytes,
      )
  }

  /** The same for a text that would take longer to hand over than to read. */
  readShort(bytes: Uint8Array, from: number, to: number, visit: Visit): void {
    const [memory, words] = [this.#memory, this.#words]
    for (let position = from; position + gramBytes <= to; position++) {
      const hash = hashAt(bytes, position)
      if (memory[search.first + hash] === 0) continue
      for (
        let at = words[search.chains / 4 + hash] as number;
        at > 0;
        at = words[at / 4 + 4] as number
      )
        visit(position, (at - search.pieces) / pieceBytes)
    }
  }
}

/** Hash of the four bytes at a place, as the compiled code makes it. */
export function hashAt(bytes: Uint8Array, at: number): number {
  const [one, two, three, four] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
  const gram =
    (one as number) | ((two as number) << 8) | ((three as number) << 16) | ((four as number) << 24)
  return Math.imul(gram, hashFactor) >>> (32 - hashBits)
}

function longestChain(pieces: readonly Uint8Array[]): number {
  const lengths = new Map<number, number>()
  for (const piece of pieces) {
    const hash = hashAt(piece, 0)
    lengths.set(hash, (lengths.get(hash) ?? 0) + 1)
  }
  return Math.max(0, ...lengths.values())
}
