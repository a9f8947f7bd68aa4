import { usageError } from '../../model/error.ts'
import type { Observation } from '../../model/evidence.ts'
import { observationOf } from './read-json.ts'

const mostObservationBytes = 256 * 1024 * 1024
const mostArchiveBytes = 512 * 1024 * 1024

/**
 * Reads the observation of a bundle, once unpacked. It looks for that one file and stops there; the
 * rest of the archive is for people.
 *
 * @throws usage errors `input-not-bundle`, `input-damaged`, `input-too-large`
 */
export async function readTarBundle(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Observation> {
  const text = await findObservation(new BlockReader(bytes, name), name)
  if (text === undefined)
    throw usageError('input-not-bundle', `${name} is an archive without observation.json.`, {
      next: 'Name a bundle that `bramble collect` wrote, or unpack it and name the files in it.',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message would quote the file.
    throw damaged(name)
  }
  return observationOf(value, `observation.json in ${name}`)
}

async function findObservation(reader: BlockReader, name: string): Promise<string | undefined> {
  try {
    for (;;) {
      const header = await reader.take(blockBytes)
      if (!header || header.every((byte) => byte === 0)) return undefined
      const entry = parseHeader(header)
      if (!entry) throw damaged(name)
      if (entry.isObservation) return await contentOf(reader, entry.sizeBytes, name)
      const blocks = Math.ceil(entry.sizeBytes / blockBytes)
      if (!(await reader.skip(blocks * blockBytes))) throw damaged(name)
    }
  } finally {
    await reader.close()
  }
}

async function contentOf(reader: BlockReader, sizeBytes: number, name: string): Promise<string> {
  if (sizeBytes > mostObservationBytes) throw tooLarge(name, 'an observation of more than 256 MB')
  const content = await reader.take(sizeBytes)
  if (!content) throw damaged(name)
  return content.toString('utf8')
}

const blockBytes = 512

/** One entry's header, POSIX ustar (IEEE Std 1003.1, pax); undefined where its sum is wrong. */
function parseHeader(header: Buffer): { isObservation: boolean; sizeBytes: number } | undefined {
  const octal = (start: number, end: number) =>
    Number.parseInt(header.toString('latin1', start, end), 8)
  let sum = 0
  // The sum counts its own field as blanks.
  for (const [place, byte] of header.entries()) sum += place >= 148 && place < 156 ? 0x20 : byte
  const sizeBytes = octal(124, 136)
  if (sum !== octal(148, 156) || !(sizeBytes >= 0)) return undefined
  const path = header.toString('latin1', 0, 100).replace(/\0.*$/s, '')
  const isFile = header[156] === 0x30 || header[156] === 0
  return { isObservation: isFile && /^(?:\.\/)?observation\.json$/.test(path), sizeBytes }
}

/** Takes exact amounts from a stream, and never more than an archive of ours holds. */
class BlockReader {
  readonly #iterator: AsyncIterator<Uint8Array>
  readonly #name: string
  #rest: Buffer = Buffer.alloc(0)
  #readBytes = 0

  constructor(bytes: AsyncIterable<Uint8Array>, name: string) {
    this.#iterator = bytes[Symbol.asyncIterator]()
    this.#name = name
  }

  /** Undefined where the stream ends before. */
  async take(amount: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = []
    const isWhole = await this.#each(amount, (part) => parts.push(part))
    return isWhole ? Buffer.concat(parts) : undefined
  }

  /** False where the stream ends before. */
  async skip(amount: number): Promise<boolean> {
    return this.#each(amount, () => {})
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }

  async #each(amount: number, use: (part: Buffer) => void): Promise<boolean> {
    let missing = amount
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) return false
      const part = this.#rest.subarray(0, missing)
      this.#rest = this.#rest.subarray(part.length)
      missing -= part.length
      use(part)
    }
    return true
  }

  async #more(): Promise<boolean> {
    const next = await this.#iterator.next()
    if (next.done === true) return false
    this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    this.#readBytes += this.#rest.length
    if (this.#readBytes > mostArchiveBytes) throw tooLarge(this.#name, 'more than 512 MB')
    return true
  }
}

function damaged(name: string): Error {
  return usageError('input-damaged', `The archive ${name} is not whole.`, {
    next: 'Copy the bundle again, or write it again with `bramble collect`.',
  })
}

function tooLarge(name: string, what: string): Error {
  return usageError('input-too-large', `${name} holds ${what}; no bundle of ours does.`, {
    next: 'Unpack it and name the files in it.',
  })
}
