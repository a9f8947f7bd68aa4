import { type Automaton, buildAutomaton } from './automaton.ts'

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
 * where its piece stands: so the table stays small and in the processor's cache. Four stretches of
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
  /** Positions and states at which pieces end, one list a stretch. */
  readonly #events = [0, 1, 2, 3, 4].map(() => new Events())
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
    const [first, , , , rest] = this.#events as [Events, Events, Events, Events, Events]
    for (const events of this.#events) events.clear()
    this.#found.count = 0
    const stretch = Math.floor((to - from) / stretches)
    if (stretch < shortestStretch) this.#readOne(bytes, { from, to }, 0, first)
    else {
      const state = this.#readFour(bytes, from, stretch)
      this.#readOne(bytes, { from: from + stretches * stretch, to }, state, rest)
    }
    for (const events of this.#events) this.#resolve(events, bytes, { from, to })
    return this.#found
  }

  /** Reads bytes from a state on; notes position and state wherever a piece ends. */
  #readOne(bytes: Uint8Array, { from, to }: Range, before: number, events: Events): void {
    const { table, classes, ends } = this.#automaton
    let state = before
    for (let position = from; position < to; position++) {
      // Within the loop's bounds a typed array holds numbers.
      state = table[state + (classes[bytes[position] as number] as number)] as number
      if (state >= ends) events.add(position, state)
    }
  }

  /** Reads four stretches side by side and gives the state after the last. */
  #readFour(bytes: Uint8Array, from: number, stretch: number): number {
    const { table, classes, ends } = this.#automaton
    const [one, two, three, four] = this.#events as [Events, Events, Events, Events]
    const second = from + stretch
    const third = second + stretch
    const fourth = third + stretch
    let a = 0
    let b = this.#stateBefore(bytes, from, second)
    let c = this.#stateBefore(bytes, from, third)
    let d = this.#stateBefore(bytes, from, fourth)
    for (let at = 0; at < stretch; at++) {
      a = table[a + (classes[bytes[from + at] as number] as number)] as number
      b = table[b + (classes[bytes[second + at] as number] as number)] as number
      c = table[c + (classes[bytes[third + at] as number] as number)] as number
      d = table[d + (classes[bytes[fourth + at] as number] as number)] as number
      if ((a | b | c | d) < ends) continue
      if (a >= ends) one.add(from + at, a)
      if (b >= ends) two.add(second + at, b)
      if (c >= ends) three.add(third + at, c)
      if (d >= ends) four.add(fourth + at, d)
    }
    return d
  }

  /** State at `position`: no piece is longer than the few bytes before it that are read. */
  #stateBefore(bytes: Uint8Array, from: number, position: number): number {
    const { table, classes } = this.#automaton
    let state = 0
    for (let at = Math.max(from, position - pieceBytes); at < position; at++)
      state = table[state + (classes[bytes[at] as number] as number)] as number
    return state
  }

  /** Compares whole literals where their pieces were seen. */
  #resolve(events: Events, bytes: Uint8Array, range: Range): void {
    const { words, width, ends } = this.#automaton
    for (let index = 0; index < events.count; index += 2) {
      const end = (events.items[index] as number) + 1
      const state = ((events.items[index + 1] as number) - ends) / width
      const ids = words[state] as readonly number[]
      for (let place = 0; place < ids.length; place++)
        this.#compare(ids[place] as number, end, bytes, range)
    }
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

/** Pairs of numbers in a list that is used again and again. */
class Events {
  items = new Int32Array(64)
  count = 0

  clear(): void {
    this.count = 0
  }

  add(position: number, state: number): void {
    if (this.count === this.items.length) this.items = doubled(this.items)
    this.items[this.count] = position
    this.items[this.count + 1] = state
    this.count += 2
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
const stretches = 4
const shortestStretch = 256

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
