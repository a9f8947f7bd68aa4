import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { usageError } from '../../model/error.ts'

/** Gzip packs at most about 1032 to 1; beyond this amount it is no log but an attack. */
const mostUnpackedBytes = 64 * 1024 ** 3

/**
 * Unpacks gzip as it is read. A file that is cut off gives what it still holds.
 *
 * @throws usage errors `input-damaged` where nothing can be unpacked, `input-too-large`
 */
export async function* gunzip(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: 1024 * 1024 })
  const unpacked = source.pipe(createGunzip({ chunkSize: 256 * 1024 }))
  source.once('error', (error) => unpacked.destroy(error))
  let size = 0
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > mostUnpackedBytes)
        throw usageError('input-too-large', `${name} unpacks to more than 64 GB.`)
      yield chunk
    }
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (!code.startsWith('Z_')) throw cause
    // A log that was copied while it was written ends in the middle: what came before counts.
    if (size > 0) return
    throw usageError('input-damaged', `${name} begins as a gzip file but cannot be unpacked.`, {
      next: `Copy it again, and check it: \`gzip -t ${name}\``,
      cause,
    })
  } finally {
    source.destroy()
    unpacked.destroy()
  }
}
