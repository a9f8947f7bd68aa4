import { lineEndsCode } from './wasm/code.ts'
import { blockBytes, lineEnds, vectorBytes } from './wasm/layout.ts'
import { openCode } from './wasm/open.ts'

const blank = 0x20

/** Looks through one block: how many lines end in it, and whether the last one began odd. */
type LookThrough = (length: number, odd: number) => readonly [count: number, odd: number]

interface Compiled {
  readonly lookThrough: LookThrough
  readonly text: Uint8Array
  readonly ends: Int32Array
  readonly odd: Uint8Array
}

/** One for all: it remembers nothing from block to block. */
let compiled: Compiled | undefined

function compile(): Compiled {
  const { memory, functions } = openCode(lineEndsCode, lineEnds.bytes)
  return {
    lookThrough: functions.lineEnds as LookThrough,
    text: new Uint8Array(memory, lineEnds.text, blockBytes),
    ends: new Int32Array(memory, lineEnds.ends, blockBytes),
    odd: new Uint8Array(memory, lineEnds.odd, blockBytes),
  }
}

/** Where lines end in a stretch of bytes, and which of them hold more than printable ASCII. */
export class LineIndex {
  #ends = new Int32Array(1024)
  /** 1 for each line that holds control characters or letters beyond ASCII. */
  #odd = new Uint8Array(1024)
  #count = 0
  /** The first line end at or after the position asked about last. */
  #next = 0

  /** Reads `bytes` from `from` to `to`. */
  read(bytes: Uint8Array, from: number, to: number): void {
    compiled ??= compile()
    const { lookThrough, text, ends, odd } = compiled
    this.#count = 0
    this.#next = 0
    let isOdd = 0
    for (let at = from; at < to; at += blockBytes) {
      const length = Math.min(blockBytes, to - at)
      text.set(bytes.subarray(at, at + length))
      // The last vector is read as a whole: blanks end no line and are nothing odd.
      text.fill(blank, length, Math.ceil(length / vectorBytes) * vectorBytes)
      const [count, after] = lookThrough(length, isOdd)
      isOdd = after
      this.#makeRoom(count + 1)
      for (let line = 0; line < count; line++)
        this.#ends[this.#count + line] = at + (ends[line] as number)
      this.#odd.set(odd.subarray(0, count), this.#count)
      this.#count += count
    }
    this.#makeRoom(1)
    this.#odd[this.#count] = isOdd
  }

  #makeRoom(more: number): void {
    while (this.#count + more > this.#ends.length) this.#grow()
  }

  #grow(): void {
    const ends = new Int32Array(this.#ends.length * 2)
    const odd = new Uint8Array(ends.length)
    ends.set(this.#ends)
    odd.set(this.#odd)
    this.#ends = ends
    this.#odd = odd
  }

  /** Whether the line at `position` is printable ASCII, so that nothing in it needs cleaning. */
  isPlainAt(position: number): boolean {
    return this.#odd[this.countBefore(position)] === 0
  }

  /** Line ends before `position`. Cheap for positions that are asked about in order. */
  countBefore(position: number): number {
    const ends = this.#ends
    while (this.#next > 0 && (ends[this.#next - 1] as number) >= position) this.#next -= 1
    while (this.#next < this.#count && (ends[this.#next] as number) < position) this.#next += 1
    return this.#next
  }

  /** The last line end before `position`; -1 where none was read. */
  endBefore(position: number): number {
    const count = this.countBefore(position)
    return count === 0 ? -1 : (this.#ends[count - 1] as number)
  }

  /** The first line end at or after `position`; -1 where none was read. */
  endAfter(position: number): number {
    const count = this.countBefore(position)
    return count === this.#count ? -1 : (this.#ends[count] as number)
  }
}
