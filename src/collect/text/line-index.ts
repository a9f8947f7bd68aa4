const newline = 0x0a
const tilde = 0x7e
const blank = 0x20

/** Where lines end in a stretch of bytes, and which of them hold more than printable ASCII. */
export class LineIndex {
  #ends = new Int32Array(1024)
  /** 1 for each line that holds control characters or letters beyond ASCII. */
  #odd = new Uint8Array(1024)
  #count = 0
  /** The first line end at or after the position asked about last. */
  #next = 0

  /** Reads `bytes` from `from` to `to`, four at a time: most hold neither line ends nor controls. */
  read(bytes: Buffer, from: number, to: number): void {
    this.#count = 0
    this.#next = 0
    this.#odd.fill(0)
    const first = Math.min(to, from + ((4 - ((bytes.byteOffset + from) % 4)) % 4))
    const words = Math.floor((to - first) / 4)
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + first, words)
    this.#readBytes(bytes, from, first)
    for (let index = 0; index < words; index++) {
      const word = view[index] as number
      // Bit 7 of each byte: set for what is below a blank, or DEL and beyond (carries may set more).
      if ((((word - 0x20202020) & ~word) | word | (word + 0x01010101)) & 0x80808080)
        this.#readBytes(bytes, first + index * 4, first + index * 4 + 4)
    }
    this.#readBytes(bytes, first + words * 4, to)
  }

  #readBytes(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number
      if (byte === newline) this.#add(at)
      else if (byte < blank || byte > tilde) this.#odd[this.#count] = 1
    }
  }

  #add(end: number): void {
    this.#ends[this.#count] = end
    this.#count += 1
    if (this.#count === this.#ends.length) this.#grow()
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
