const gatherMilliseconds = 5

interface Gathered {
  readonly write: (bytes: Uint8Array) => void
  /** Sends what still waits. */
  readonly flush: () => void
}

/**
 * Sends together what is written within a few milliseconds, in its order: each packet is a call to
 * the kernel and wakes the client, and a look writes some thirty times.
 */
export function gather(send: (bytes: Uint8Array) => void): Gathered {
  let waiting: Uint8Array[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const all = Buffer.concat(waiting)
    waiting = []
    send(all)
  }
  return {
    write(bytes) {
      if (bytes.length === 0) return
      waiting.push(bytes)
      timer ??= setTimeout(flush, gatherMilliseconds)
    },
    flush,
  }
}
