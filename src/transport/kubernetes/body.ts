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
 * passes in little memory. Nothing is waited for between two lines of one chunk: a page of metrics
 * has tens of thousands.
 *
 * @throws BrambleError `api-answer-too-large` where one line is longer than `mostLineBytes`
 */
export async function readLines(
  body: AsyncIterable<Uint8Array>,
  mostLineBytes: number,
  take: (line: string) => void,
): Promise<void> {
  const cutter = new LineCutter(mostLineBytes)
  for await (const chunk of body) for (const line of cutter.cut(chunk)) take(line)
  const rest = cutter.end()
  if (rest !== '') take(rest)
}

/** The lines of a body, as they come. */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  mostLineBytes: number,
): AsyncGenerator<string> {
  const cutter = new LineCutter(mostLineBytes)
  for await (const chunk of body) yield* cutter.cut(chunk)
  const rest = cutter.end()
  if (rest !== '') yield rest
}

/** Cuts bytes into lines. */
class LineCutter {
  readonly #decoder = new TextDecoder()
  readonly #mostBytes: number
  /**
   * The parts of an unfinished line wait in a list: joining them at every chunk would make one
   * long line cost the square of its length.
   */
  #parts: string[] = []
  #size = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The lines that end in this chunk. */
  cut(chunk: Uint8Array): string[] {
    const lines = this.#decoder.decode(chunk, { stream: true }).split('\n')
    const last = lines.pop() ?? ''
    const [first] = lines
    if (first !== undefined) {
      this.#add(first)
      lines[0] = this.#parts.join('')
      this.#parts = []
      this.#size = 0
    }
    this.#add(last)
    for (const { length } of lines) if (length > this.#mostBytes) throw tooLarge(this.#mostBytes)
    return lines
  }

  end(): string {
    return this.#parts.join('') + this.#decoder.decode()
  }

  #add(part: string): void {
    this.#size += part.length
    if (this.#size > this.#mostBytes) throw tooLarge(this.#mostBytes)
    this.#parts.push(part)
  }
}

export function tooLarge(mostBytes: number): BrambleError {
  return clusterError(
    'api-answer-too-large',
    `The API server's answer is larger than ${Math.round(mostBytes / 1024 / 1024)} MiB.`,
    { next: 'Something else than a Kubernetes API may answer there: check the server’s address.' },
  )
}
