/** The beginning of a stream, and the whole stream again. */
export interface Peeked {
  readonly head: Buffer
  /** True where `head` is everything. */
  readonly ended: boolean
  /** All bytes, `head` included; can be read once. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Reads at least `wantedBytes`, or everything where there is less. */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  wantedBytes: number,
): Promise<Peeked> {
  const iterator = stream[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let size = 0
  let ended = false
  while (!ended && size < wantedBytes) {
    const next = await iterator.next()
    if (next.done === true) ended = true
    else {
      chunks.push(next.value)
      size += next.value.byteLength
    }
  }
  const head = Buffer.concat(chunks)
  return { head, ended, bytes: again(head, iterator) }
}

async function* again(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.byteLength > 0) yield head
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    // Whoever stops early closes the file behind it, too.
    await iterator.return?.()
  }
}
