/** What a promise gives, or the signal's reason as soon as it aborts, whichever is first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    // Also after an abort, so that a late failure is never an unhandled one.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
