import type { Readable } from 'node:stream'

/** More than any program of ours, and little enough for memory. */
const mostBytes = 16 * 1024 ** 2
/** How long a command that does not ask for input is kept from running by a client that may send some. */
const graceMilliseconds = 150

/** Commands that read their standard input: `cat` and the like without a file, and a shell without a text. */
const readers =
  /(?:^|[;&(]\s*|\b(?:sudo|exec|nice)\s+(?:-\S+\s+(?:\d+\s+)?)*)(?:cat\s*(?:-\s*)?(?:[|>;&]|$)|tee\b|(?:ba)?sh(?:\s+-s)?\s*$|read\b|dd\b(?!.*\bif=)|wc\s*(?:-\S+\s*)?$|tar\s)/

/**
 * All that a client sends to a command. At a terminal OpenSSH keeps it open as long as the command
 * runs, so only a command that reads it waits for its end.
 */
export async function inputOf(stream: Readable, command: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve) => {
    const done = () => resolve(Buffer.concat(chunks))
    const timer = readers.test(command) ? undefined : setTimeout(done, graceMilliseconds)
    const end = () => {
      clearTimeout(timer)
      done()
    }
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
    })
    stream.once('end', end)
    stream.once('close', end)
  })
}
