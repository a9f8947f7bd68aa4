import { type Automaton, buildAutomaton } from './automaton.ts'
import { LaneSearch, type Visit } from './wasm/lane-search.ts'
import { laneBytes, lanes } from './wasm/layout.ts'

/** Literals found in bytes, in the order in which they were recognised. Valid until the next search. */
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
 * An automaton looks for a short piece of each literal, and the whole literal is compared only
 * where its piece stands: so the table stays small and in the processor's cache. Eight stretches of
 * the bytes are read at a time, because each step waits for the one before it. What was measured
 * against a RegExp, indexOf and a jumping search: docs/decisions/0003-log-scan.md.
 */
export class LiteralFinder {
  readonly #automaton: Automaton
  /** All literals' bytes in a row, and where each begins. */
  readonly #bytes: Uint8Array
  readonly #starts: Int32Array
  /** How many bytes of a literal lie before the end of its piece. */
  readonly #leads: Int32Array
  /** Compiled once a text is long enough for it to pay. */
  #sideBySide: LaneSearch | undefined
  readonly #states = new Int32Array(lanes)
  #found = {
    count: 0,
    begins: new Int32Array(64),
    ends: new Int32Array(64),
    ids: new Int32Array(64),
  }

  constructor(literals: readonly string[]) {
    const encoded = literals.map((literal) => Buffer.from(literal))
    const offsets = encoded.map(rarestPiece)
    const pieces = encoded.map((bytes, id) => {
      const offset = offsets[id] ?? 0
      return bytes.subarray(offset, offset + pieceBytes)
    })
    this.#automaton = buildAutomaton(pieces)
    this.#bytes = Buffer.concat(encoded)
    this.#leads = Int32Array.from(pieces, (piece, id) => (offsets[id] ?? 0) + piece.length)
    this.#starts = new Int32Array(encoded.length + 1)
    for (const [id, bytes] of encoded.entries())
      this.#starts[id + 1] = (this.#starts[id] ?? 0) + bytes.length
  }

  /**
   * Finds all literals that lie wholly in `bytes` from `from` to `to`, overlapping ones too, in
   * the order in which their pieces end.
   */
  find(bytes: Uint8Array, from: number, to: number): FoundLiterals {
    this.#found.count = 0
    const range = { from, to }
    const found: Visit = (position, state) => this.#resolve(position, state, bytes, range)
    if (to - from < shortestSideBySide) this.#readOn(bytes, range, 0, found)
    else {
      const { at, state } = this.#readSideBySide(bytes, range, found)
      this.#readOn(bytes, { from: at, to }, state, found)
    }
    return this.#found
  }

  /** Reads bytes from a state on. */
  #readOn(bytes: Uint8Array, { from, to }: Range, before: number, found: Visit): void {
    const { table, classes, ends } = this.#automaton
    let state = before
    for (let position = from; position < to; position++) {
      // Within the loop's bounds a typed array holds numbers.
      state = table[state + (classes[bytes[position] as number] as number)] as number
      if (state >= ends) found(position, state)
    }
  }

  /** Reads all but the last few bytes; gives the place and the state at which it stopped. */
  #readSideBySide(bytes: Uint8Array, { from, to }: Range, found: Visit) {
    this.#sideBySide ??= new LaneSearch(this.#automaton)
    const states = this.#states
    let at = from
    let state = 0
    while (to - at >= lanes) {
      const stretch = Math.min(laneBytes, Math.floor((to - at) / lanes))
      states[0] = state
      for (let lane = 1; lane < lanes; lane++)
        states[lane] = this.#stateBefore(bytes, from, at + lane * stretch)
      this.#sideBySide.read(bytes, { from: at, stretch }, states, found)
      state = states[lanes - 1] as number
      at += lanes * stretch
    }
    return { at, state }
  }

  /** State at `position`: no piece is longer than the few bytes before it that are read. */
  #stateBefore(bytes: Uint8Array, from: number, position: number): number {
    const { table, classes } = this.#automaton
    let state = 0
    for (let at = Math.max(from, position - pieceBytes); at < position; at++)
      state = table[state + (classes[bytes[at] as number] as number)] as number
    return state
  }

  /** Compares whole literals where the pieces of a state were seen to end. */
  #resolve(position: number, state: number, bytes: Uint8Array, range: Range): void {
    const { words, width, ends } = this.#automaton
    const ids = words[(state - ends) / width] as readonly number[]
    for (let place = 0; place < ids.length; place++)
      this.#compare(ids[place] as number, position + 1, bytes, range)
  }

  #compare(id: number, pieceEnd: number, bytes: Uint8Array, { from, to }: Range): void {
    const begin = pieceEnd - (this.#leads[id] as number)
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

const pieceBytes = 12
/** Shorter texts, such as single lines, take longer to hand over than to read. */
const shortestSideBySide = 1024

/** Letters, digits and signs that logs are full of, the most frequent first. */
const frequent = 'etaoinsrdlcpumhgf1230456789 :.-=/"'

function rarity(byte: number): number {
  const place = frequent.indexOf(String.fromCharCode(byte))
  return place < 0 ? frequent.length + 6 : place
}

/** Where the piece of a literal begins that logs are least likely to hold. */
function rarestPiece(literal: Uint8Array): number {
  let best = 0
  let bestRarity = -1
  for (let offset = 0; offset + pieceBytes <= literal.length; offset++) {
    const piece = literal.subarray(offset, offset + pieceBytes)
    const sum = piece.reduce((total, byte) => total + rarity(byte), 0)
    if (sum <= bestRarity) continue
    best = offset
    bestRarity = sum
  }
  return best
}
