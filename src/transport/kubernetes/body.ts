import { type BrambleError, clusterError } from '#src/model/error.ts'

/**
 * Reads a body as text.
 *
 * @throws BrambleError `api-answer-too-large` beyond `mostBytes`
 */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > mostBytes) throw tooLarge(mostBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}

/**
 * Reads a body line by line and hands each to `take`, without the line's end. A body of any length
 * passes in little memory.
 *
 * @throws BrambleError `api-answer-too-large` where one line is longer than `mostLineBytes`
 */
export async function readLines(
  body: AsyncIterable<Uint8Array>,
  mostLineBytes: number,
  take: (line: string) => void,
): Promise<void> {
  for await (const line of linesOf(body, mostLineBytes)) take(line)
}

/** The lines of a body, as they come. */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  mostLineBytes: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  // The parts of an unfinished line wait in a list: joining them at every chunk would make one
  // long line cost the square of its length.
  let parts: string[] = []
  let size = 0
  for await (const chunk of body) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    for (const [index, piece] of lines.entries()) {
      parts.push(piece)
      size += piece.length
      if (size > mostLineBytes) throw tooLarge(mostLineBytes)
      if (index === lines.length - 1) break
      yield parts.join('')
      parts = []
      size = 0
    }
  }
  const rest = parts.join('') + decoder.decode()
  if (rest !== '') yield rest
}

export function tooLarge(mostBytes: number): BrambleError {
  return clusterError(
    'api-answer-too-large',
    `The API server's answer is larger than ${Math.round(mostBytes / 1024 / 1024)} MiB.`,
    { next: 'Something else than a Kubernetes API may answer there: check the server’s address.' },
  )
}
