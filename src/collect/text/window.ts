/** Terminal escapes as bytes: CSI, OSC and the like up to their end, and the short ones. */
const escapes =
  // oxlint-disable-next-line no-control-regex
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[\]PX^_][^\u0007\u001b\n]{0,4096}(?:\u0007|\u001b\\)|[ -/]{0,8}[0-OQ-WYZ\\`-~])/g
const escape = 0x1b

/**
 * A text that comes in pieces, seen through a window of fixed size. The window moves by whole
 * fillings, so what is read never depends on how the text was cut into pieces.
 */
export class Window {
  readonly bytes: Buffer
  /** Bytes that are there. */
  end = 0
  /** Bytes before this were read; some stay, to look back at. */
  begin = 0
  /** Offset in the whole text of the first byte in the window. */
  offset = 0
  readonly #lookBack: number

  constructor(size: number, lookBack: number) {
    this.bytes = Buffer.from(new ArrayBuffer(size + lookBack))
    this.#lookBack = lookBack
  }

  /** Takes as much of `chunk` as there is room for; returns how much that is. */
  fill(chunk: Uint8Array): number {
    const room = Math.min(chunk.length, this.bytes.length - this.end)
    this.bytes.set(chunk.subarray(0, room), this.end)
    this.end += room
    return room
  }

  get isFull(): boolean {
    return this.end === this.bytes.length
  }

  /** Takes terminal escapes out of what was not read yet. */
  clean(): void {
    const unread = this.bytes.subarray(this.begin, this.end)
    const cleaned = withoutEscapes(unread)
    if (cleaned === unread) return
    this.bytes.set(cleaned, this.begin)
    this.end = this.begin + cleaned.length
  }

  /** Counts as read all below `limit`, and makes room. */
  advance(limit: number): void {
    const keep = Math.max(0, limit - this.#lookBack)
    this.bytes.copyWithin(0, keep, this.end)
    this.offset += keep
    this.end -= keep
    this.begin = limit - keep
  }
}

/** A colour in the middle of a word hides it from a search. */
function withoutEscapes(bytes: Buffer): Buffer {
  if (bytes.indexOf(escape) < 0) return bytes
  // Latin 1 maps each byte to one character and back, so nothing but the escapes changes.
  return Buffer.from(bytes.toString('latin1').replace(escapes, ''), 'latin1')
}
