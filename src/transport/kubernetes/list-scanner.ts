const quote = 0x22
const backslash = 0x5c
/** `[` and `{` differ in this one bit, and so do `]` and `}`; nothing else is near them. */
const braceBit = 0x20
const opening = 0x7b
const closing = 0x7d

/** What stands before the list's own items, and not before a field of that name elsewhere. */
const beforeItems = /[{,]\s*"items"\s*:\s*$/

/**
 * Takes a list's JSON in pieces of any size and hands out its items one by one, each as soon as
 * its last byte is there. Neither the text of a page nor its objects ever exist as a whole: they
 * would live just long enough to be kept by the garbage collector for later, 50,000 pods over.
 */
export class ListScanner {
  readonly #take: (item: unknown) => void
  #inString = false
  #escaped = false
  #depth = 0
  /** Depth inside the brackets of `items`, while the scan is there. */
  #itemsDepth: number | undefined
  /** Pieces of the item that is being read, or of all that is around the items. */
  #item: Buffer[] = []
  #around: Buffer[] = []

  constructor(take: (item: unknown) => void) {
    this.#take = take
  }

  /** @throws SyntaxError where an item is no JSON */
  push(chunk: Buffer): void {
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#inString) at = this.#passString(chunk, at)
      const byte = chunk[at] ?? 0
      if (byte === quote) this.#inString = true
      else if ((byte | braceBit) === opening) from = this.#open(chunk, from, at)
      else if ((byte | braceBit) === closing) from = this.#close(chunk, from, at)
      at++
    }
    this.#keep(chunk.subarray(from))
  }

  /**
   * The list without its items.
   *
   * @throws SyntaxError where the text was no JSON, or ended too early
   */
  end(): unknown {
    return parse(this.#around)
  }

  /** Returns where the string has ended, which may be after this chunk. */
  #passString(chunk: Buffer, from: number): number {
    let at = from
    let escaped = this.#escaped
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) {
        this.#inString = false
        at++
        break
      }
    }
    this.#escaped = escaped
    return at
  }

  /** Returns where the piece begins that is not kept yet. */
  #open(chunk: Buffer, from: number, at: number): number {
    this.#depth++
    if (this.#itemsDepth !== undefined) {
      // An item begins; the comma before it is nobody's.
      return this.#depth === this.#itemsDepth + 1 ? at : from
    }
    if (this.#depth !== 2) return from
    this.#around.push(chunk.subarray(from, at))
    if (beforeItems.test(lastWords(this.#around))) this.#itemsDepth = this.#depth
    this.#around.push(chunk.subarray(at, at + 1))
    return at + 1
  }

  #close(chunk: Buffer, from: number, at: number): number {
    this.#depth--
    if (this.#itemsDepth === undefined) return from
    if (this.#depth === this.#itemsDepth) {
      this.#item.push(chunk.subarray(from, at + 1))
      this.#take(parse(this.#item))
      this.#item = []
      return at + 1
    }
    if (this.#depth > this.#itemsDepth) return from
    // The items are over, and the bracket that ends them belongs to what is around.
    this.#itemsDepth = undefined
    return at
  }

  #keep(piece: Buffer): void {
    if (this.#itemsDepth === undefined) this.#around.push(piece)
    else if (this.#depth > this.#itemsDepth) this.#item.push(piece)
  }
}

function parse(pieces: readonly Buffer[]): unknown {
  const [first, ...others] = pieces
  const whole = first !== undefined && others.length === 0 ? first : Buffer.concat(pieces)
  return JSON.parse(whole.toString('utf8'))
}

const enoughBytes = 256

/** The end of what has been read, long enough for a name and its colon. */
function lastWords(pieces: readonly Buffer[]): string {
  const last: Buffer[] = []
  let size = 0
  for (let index = pieces.length - 1; index >= 0 && size < enoughBytes; index--) {
    const piece = pieces[index] ?? Buffer.alloc(0)
    last.unshift(piece.subarray(-enoughBytes))
    size += piece.length
  }
  return Buffer.concat(last).toString('latin1')
}
