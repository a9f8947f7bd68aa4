import { type Automaton, buildAutomaton, ends } from './automaton.ts'

/** Literals found in bytes, in the order in which they were recognised. */
export interface FoundLiterals {
  /** Where each begins, and where it ends. */
  readonly begins: readonly number[]
  readonly ends: readonly number[]
  /** Place of each in the list that the finder was made of. */
  readonly ids: readonly number[]
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
  readonly #literals: readonly Buffer[]
  /** How many bytes of a literal lie before the end of its piece. */
  readonly #leads: readonly number[]
  #begins: number[] = []
  #ends: number[] = []
  #ids: number[] = []

  constructor(literals: readonly string[]) {
    this.#literals = literals.map((literal) => Buffer.from(literal))
    const offsets = this.#literals.map(rarestPiece)
    const pieces = this.#literals.map((bytes, id) => {
      const offset = offsets[id] ?? 0
      return bytes.subarray(offset, offset + pieceBytes)
    })
    this.#leads = pieces.map((piece, id) => (offsets[id] ?? 0) + piece.length)
    this.#automaton = buildAutomaton(pieces)
  }

  /**
   * Finds all literals that lie wholly in `bytes` from `from` to `to`, overlapping ones too, in
   * the order in which their pieces end.
   */
  find(bytes: Uint8Array, from: number, to: number): FoundLiterals {
    this.#begins = []
    this.#ends = []
    this.#ids = []
    const range = { from, to }
    const stretch = Math.floor((to - from) / stretches)
    if (stretch < shortestStretch) this.#resolve(this.#readOne(bytes, from, to, 0), bytes, range)
    else
      for (const events of this.#readFour(bytes, from, to, stretch))
        this.#resolve(events, bytes, range)
    return { begins: this.#begins, ends: this.#ends, ids: this.#ids }
  }

  /** Reads bytes from a state on; gives position and state wherever a piece ends. */
  #readOne(bytes: Uint8Array, from: number, to: number, before: number): number[] {
    const { table, classes } = this.#automaton
    const events: number[] = []
    let state = before
    for (let position = from; position < to; position++) {
      // Within the loop's bounds a typed array holds numbers.
      state = table[(state & ~ends) + (classes[bytes[position] as number] as number)] as number
      if (state >= ends) events.push(position, state)
    }
    return events
  }

  #readFour(bytes: Uint8Array, from: number, to: number, stretch: number): number[][] {
    const { table, classes } = this.#automaton
    const second = from + stretch
    const third = second + stretch
    const fourth = third + stretch
    const events: [number[], number[], number[], number[]] = [[], [], [], []]
    let a = 0
    let b = this.#stateBefore(bytes, from, second)
    let c = this.#stateBefore(bytes, from, third)
    let d = this.#stateBefore(bytes, from, fourth)
    for (let at = 0; at < stretch; at++) {
      a = table[(a & ~ends) + (classes[bytes[from + at] as number] as number)] as number
      b = table[(b & ~ends) + (classes[bytes[second + at] as number] as number)] as number
      c = table[(c & ~ends) + (classes[bytes[third + at] as number] as number)] as number
      d = table[(d & ~ends) + (classes[bytes[fourth + at] as number] as number)] as number
      if ((a | b | c | d) < ends) continue
      if (a >= ends) events[0].push(from + at, a)
      if (b >= ends) events[1].push(second + at, b)
      if (c >= ends) events[2].push(third + at, c)
      if (d >= ends) events[3].push(fourth + at, d)
    }
    return [...events, this.#readOne(bytes, fourth + stretch, to, d)]
  }

  /** State at `position`: no piece is longer than the few bytes before it that are read. */
  #stateBefore(bytes: Uint8Array, from: number, position: number): number {
    const { table, classes } = this.#automaton
    let state = 0
    for (let at = Math.max(from, position - pieceBytes); at < position; at++)
      state = table[(state & ~ends) + (classes[bytes[at] as number] as number)] as number
    return state
  }

  /** Compares whole literals where their pieces were seen. */
  #resolve(events: readonly number[], bytes: Uint8Array, { from, to }: Range): void {
    for (let index = 0; index < events.length; index += 2) {
      const end = (events[index] as number) + 1
      const row = (events[index + 1] as number) & ~ends
      for (const id of this.#automaton.words.get(row) ?? []) {
        const literal = this.#literals[id] as Buffer
        const begin = end - (this.#leads[id] as number)
        if (begin < from || begin + literal.length > to || !standsAt(bytes, begin, literal))
          continue
        this.#begins.push(begin)
        this.#ends.push(begin + literal.length)
        this.#ids.push(id)
      }
    }
  }
}

interface Range {
  readonly from: number
  readonly to: number
}

const pieceBytes = 8
const stretches = 4
const shortestStretch = 256

function standsAt(bytes: Uint8Array, begin: number, literal: Uint8Array): boolean {
  for (let index = 0; index < literal.length; index++)
    if (bytes[begin + index] !== literal[index]) return false
  return true
}

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
