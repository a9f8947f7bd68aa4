const newline = 0x0a
const tilde = 0x7e
const blank = 0x20
const deleted = 0x7f

/** Where lines end in a stretch of bytes, and whether all else there is printable ASCII. */
export class LineIndex {
  /** False where a line may need cleaning: control characters, or letters beyond ASCII. */
  isPlain = true
  #ends = new Int32Array(1024)
  #count = 0
  /** The first line end at or after the position asked about last. */
  #next = 0

  /** Reads `bytes` from `from` to `to`, four at a time: most hold neither line ends nor controls. */
  read(bytes: Buffer, from: number, to: number): void {
    this.#count = 0
    this.#next = 0
    this.isPlain = !hasByte(bytes, deleted, from, to)
    const first = Math.min(to, from + ((4 - ((bytes.byteOffset + from) % 4)) % 4))
    const words = Math.floor((to - first) / 4)
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + first, words)
    this.#readBytes(bytes, from, first)
    for (let index = 0; index < words; index++) {
      const word = view[index] as number
      // Bit 7 of each byte: set for what is below a blank (borrowing may set more) or beyond ASCII.
      if ((((word - 0x20202020) & ~word) | word) & 0x80808080)
        this.#readBytes(bytes, first + index * 4, first + index * 4 + 4)
    }
    this.#readBytes(bytes, first + words * 4, to)
  }

  #readBytes(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === newline) this.#add(at)
      else if (byte < blank || byte > tilde) this.isPlain = false
    }
  }

  #add(end: number): void {
    if (this.#count === this.#ends.length) {
      const longer = new Int32Array(this.#ends.length * 2)
      longer.set(this.#ends)
      this.#ends = longer
    }
    this.#ends[this.#count] = end
    this.#count += 1
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

function hasByte(bytes: Buffer, byte: number, from: number, to: number): boolean {
  const at = bytes.indexOf(byte, from)
  return at >= 0 && at < to
}
